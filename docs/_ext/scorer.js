// Which page comes first: one whose title holds the words of the query, the more of them the better.
var Scorer = {
  score: function (result) {
    var query = (new URLSearchParams(window.location.search).get("q") || "").trim().toLowerCase();
    var title = result[1].toLowerCase(), pieces = window.splitQuery(query);
    var held = pieces.filter(function (piece) { return title.indexOf(piece) >= 0; }).length / (pieces.length || 1);
    return result[4] + 40 * held + (query && title.indexOf(query) >= 0 ? (40 * query.length) / title.length : 0);
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
