"""How a report looks (样式): one style sheet within the file, for screens light and dark, paper, and notebooks."""

from typing import Final

#: The rules for what stands within ``.ps``, the report or the one form in a notebook. It holds no address and no sign of markup.
STYLE: Final = """
.ps{--ink:#1d2125;--soft:#5a6169;--line:#b9bfc6;--hair:#e1e4e8;--paper:#fff;--wash:#f5f5f2;--accent:#9b2226;
color:var(--ink);background:var(--paper);font:14px/1.55 "Source Han Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
font-variant-numeric:tabular-nums;text-align:left}
.ps .form{max-width:1120px;margin:0 auto;padding:8px 24px 32px}
.ps h1,.ps h2{font-family:"Source Han Serif SC","Noto Serif CJK SC","Songti SC",SimSun,serif;font-weight:700;line-height:1.3;color:inherit}
.ps .head{padding:16px 24px 0}
.ps h1{font-size:16px;letter-spacing:.12em;margin:0}
.ps h2{font-size:24px;margin:8px 0 4px}
.ps h3{font-size:15px;font-weight:700;margin:26px 0 6px;padding:0 0 3px;border-bottom:1px solid var(--ink);color:inherit}
.ps p{margin:6px 0}
.ps a{color:inherit;text-decoration:underline;text-decoration-color:var(--line);text-underline-offset:2px}
.ps .soft,.ps small,.ps figcaption{color:var(--soft);font-size:12px}
.ps .lead{color:var(--soft);font-size:12px;margin:0;padding-bottom:6px;border-bottom:1px solid var(--line)}
.ps .review{border:1px solid var(--accent);color:var(--accent);padding:4px 10px;font-weight:700}
.ps code{font-family:Consolas,Menlo,"Noto Sans Mono CJK SC",monospace;font-size:12px;background:none;color:inherit;padding:0;overflow-wrap:anywhere}
.ps dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:8px 0}
.ps dl.facts dt{color:var(--soft);font-weight:400;float:none;width:auto;text-align:left}
.ps dl.facts dd{margin:0;overflow-wrap:anywhere}
.ps dl.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:0 12px;margin:16px 0 10px;padding:6px 2px 8px;
border-top:3px double var(--ink);border-bottom:1px solid var(--ink)}
.ps dl.totals dt{color:var(--soft);font-size:12px;font-weight:400;width:auto}
.ps dl.totals dd{margin:0;font-size:20px;line-height:1.35;font-weight:600;white-space:nowrap}
.ps dl.totals .differs dd{color:var(--accent)}
.ps .opinion{border-left:3px solid var(--accent);padding:2px 0 2px 12px;margin:12px 0}
.ps .opinion.fine{border-left-color:var(--line)}
.ps .wide{overflow-x:auto}
.ps table{border-collapse:collapse;width:100%;margin:4px 0 8px;font-size:13px;border:0;color:inherit;table-layout:auto}
.ps caption{caption-side:top;text-align:left;color:var(--soft);font-size:12px;padding:0 0 4px}
.ps tr,.ps tr:nth-child(even),.ps tr:hover{background:none}
.ps th,.ps td{border:0;border-bottom:1px solid var(--hair);padding:4px 7px;text-align:left;vertical-align:top;max-width:none;white-space:normal}
.ps th:first-child,.ps td:first-child{padding-left:2px}
.ps thead th{border-bottom:1px solid var(--ink);border-top:1px solid var(--ink);font-weight:600;font-size:12px;vertical-align:bottom;white-space:nowrap}
.ps tbody th{font-weight:400}
.ps tfoot th,.ps tfoot td{border-top:1px solid var(--ink);border-bottom:3px double var(--ink);font-weight:700}
.ps .n{text-align:right;white-space:nowrap}
.ps .v{text-align:right;overflow-wrap:break-word;max-width:13em}
.ps .words{min-width:7em;max-width:14em;overflow-wrap:break-word}
.ps th small{display:inline-block;max-width:100%}
.ps .name code{white-space:nowrap}
.ps .way{font-size:11px;color:var(--soft)}
.ps .name{min-width:9em;overflow-wrap:anywhere}
.ps .says{min-width:15em;overflow-wrap:anywhere}
.ps .says p{margin:0}
.ps .says p+p,.ps .says ul+p{margin-top:3px}
.ps ul.notes{margin:2px 0 0;padding-left:1.2em;color:var(--soft);font-size:12px}
.ps .mark{display:inline-block;width:1.1em;margin-left:-1.1em;font-weight:700;color:var(--accent)}
.ps th.row{padding-left:1.3em}
.ps tr.group th{font-weight:700;background:var(--wash)}
.ps tr.group td{font-weight:600;background:var(--wash)}
.ps tr.inner th,.ps tr.inner td{font-weight:400;color:var(--soft);background:none}
.ps th.deep1{padding-left:1.2em}
.ps th.deep2{padding-left:2.4em}
.ps th.deep3{padding-left:3.6em}
.ps tr.differs .score,.ps .error .sign{color:var(--accent);font-weight:700}
.ps tr.error .sign,.ps tr.warning .sign{font-weight:700;white-space:nowrap}
.ps .sign{white-space:nowrap}
.ps svg.bar{display:block;width:84px;height:14px;color:var(--ink);margin-top:4px}
.ps tr.differs svg.bar{color:var(--accent)}
.ps figure{margin:6px 0 0}
.ps figure svg{display:block;width:100%;min-width:620px;height:auto}
.ps .p0,.ps .p1,.ps .p2,.ps .p3,.ps .p4{display:inline-block}
.ps .p1{padding-right:1ch}
.ps .p2{padding-right:2ch}
.ps .p3{padding-right:3ch}
.ps .p4{padding-right:4ch}
.ps .q1{padding-right:1.5ch}
.ps .q2{padding-right:2.5ch}
.ps .q3{padding-right:3.5ch}
.ps .q4{padding-right:4.5ch}
.ps ol.clauses{margin:4px 0;padding-left:2.2em;font-size:13px}
.ps ol.clauses li{margin:2px 0;overflow-wrap:anywhere}
@media screen and (prefers-color-scheme:dark){
.ps{--ink:#e3e3df;--soft:#a3a9b0;--line:#5a616a;--hair:#32363b;--paper:#16181a;--wash:#202327;--accent:#f0958a}
}
@media print{
.ps{font-size:9pt;line-height:1.45}
.ps .form{max-width:none;padding:0;margin:0}
.ps .head{margin-bottom:8pt}
.ps .form+.form{break-before:page}
.ps h1{font-size:11pt}
.ps h2{font-size:15pt;margin-top:0}
.ps h3{font-size:11pt;margin-top:14pt;break-after:avoid}
.ps table{font-size:8pt}
.ps caption,.ps .soft,.ps small,.ps figcaption,.ps ul.notes,.ps dl.totals dt,.ps thead th,.ps code{font-size:7.5pt}
.ps .way{font-size:7pt}
.ps th,.ps td{padding:2.5pt 4pt}
.ps tr,.ps figure,.ps .opinion,.ps dl.totals,.ps li{break-inside:avoid}
.ps tr.group{break-after:avoid}
.ps thead{display:table-header-group}
.ps tfoot{display:table-row-group}
.ps .wide{overflow:visible}
.ps .name{min-width:7em}
.ps .says{min-width:12em}
.ps .words{min-width:5em}
.ps dl.totals{grid-template-columns:repeat(6,auto);padding:3pt 2pt 4pt}
.ps dl.totals dd{font-size:14pt}
.ps svg.bar{width:54px;height:10px}
.ps figure svg{min-width:0}
.ps a{text-decoration:none}
.ps .back{display:none}
}
"""

#: The rules for a file of its own: the paper, and the page around the report.
PAGE: Final = """
:root{color-scheme:light dark}
body{margin:0}
@page{size:A4;margin:14mm 12mm 15mm;@bottom-center{content:counter(page) " / " counter(pages);font:8pt sans-serif}}
"""

#: The rules for a picture, within it: they hold wherever it is taken. Colours of the report where there is one, else of paper.
PICTURE: Final = """
.fall text{font:12px "Source Han Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;fill:var(--ink,#1d2125)}
.fall .axis,.fall .told{fill:var(--soft,#5a6169);font-size:11px}
.fall .figure{font-weight:600;font-variant-numeric:tabular-nums}
.fall .grid{stroke:var(--hair,#e1e4e8)}
.fall .joint{stroke:var(--line,#b9bfc6)}
.fall .base{stroke:var(--ink,#1d2125)}
.fall .whole{fill:var(--soft,#5a6169)}
.fall .loss{fill:var(--accent,#9b2226)}
.fall .gain{fill:var(--paper,#fff);stroke:var(--accent,#9b2226);stroke-width:1.5}
.fall .break{fill:none;stroke:var(--paper,#fff);stroke-width:3}
.fall .room,.fall .declared{stroke:var(--accent,#9b2226);stroke-width:1.5;fill:none}
.fall .declared{stroke-dasharray:5 3}
.fall .minus{fill:var(--accent,#9b2226)}
"""
