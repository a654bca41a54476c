// Runs in every browser, old ones too: says in plain words what is wrong, or lets the page start.
(function () {
  var here = document.currentScript ? document.currentScript.src.replace(/gate\.js.*$/, "") : "";
  function say(text) {
    var status = document.getElementById("status");
    status.className = "bad";
    status.textContent = text;
    document.getElementById("checker").setAttribute("data-state", "closed");
  }
  // MathML marks Chromium 109, the oldest that was tried.
  var able = window.WebAssembly && window.Worker && window.DecompressionStream && window.structuredClone &&
    Array.prototype.findLast && window.MathMLElement && here;
  function start() {
    if (!able) {
      say("这个浏览器太旧，不能在网页里核算。请用 Chrome、Edge 109 或更新的版本，或用命令行 perfscore audit。");
      return;
    }
    window.CHECKER = { base: here, say: say };
    ["runtime.js", "page.js"].forEach(function (name) {
      var script = document.createElement("script");
      script.src = here + name;
      script.async = false;
      document.body.appendChild(script);
    });
  }
  start();
})();
