/* Draws what stands in data-chart, in the page's own colours; the table beside it says the same. ES5. */
(function () {
  "use strict";

  var dark = window.matchMedia ? window.matchMedia("(prefers-color-scheme: dark)") : null;
  var still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function colours() {
    var style = getComputedStyle(document.documentElement);
    function of(name) { return style.getPropertyValue(name).trim(); }
    return { bar: of("--fill"), ink: of("--ink"), soft: of("--ink-soft"), line: of("--line") };
  }

  /* Many long names stand better one below the other. */
  function lying(told) { return told.kind === "rows"; }

  function option(told, width) {
    var colour = colours();
    var size = Math.min(parseFloat(getComputedStyle(document.body).fontSize) * 0.8, 22);
    var words = { color: colour.soft, fontSize: size };
    var crowded = told.labels.length > width / (size * 2.6);
    var names = {
      type: "category",
      data: told.labels,
      inverse: lying(told),
      axisLabel: { color: colour.soft, fontSize: size, hideOverlap: !lying(told), interval: lying(told) ? 0 : "auto" },
      axisLine: { lineStyle: { color: colour.line } },
      axisTick: { show: false }
    };
    var amounts = {
      type: "value",
      minInterval: 1,
      axisLabel: words,
      splitLine: { lineStyle: { color: colour.line } }
    };
    return {
      animation: !still,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: lying(told) ? size * 3 : 4, top: lying(told) ? 0 : size * 2, bottom: 4, containLabel: true },
      xAxis: lying(told) ? amounts : names,
      yAxis: lying(told) ? names : amounts,
      series: [{
        type: told.kind === "line" ? "line" : "bar",
        name: told.name,
        data: told.values,
        barMaxWidth: 48,
        itemStyle: { color: colour.bar },
        lineStyle: { color: colour.bar, width: 3 },
        symbolSize: 8,
        label: { show: lying(told) || !crowded, position: lying(told) ? "right" : "top", color: colour.ink, fontSize: size }
      }]
    };
  }

  function draw(node) {
    var told = JSON.parse(node.getAttribute("data-chart"));
    if (lying(told)) node.style.height = told.labels.length * 2 + 3 + "em";
    var chart = window.echarts.getInstanceByDom(node) || window.echarts.init(node);
    chart.resize();
    chart.setOption(option(told, node.clientWidth), true);
  }

  function all() {
    if (window.echarts) Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), draw);
  }

  var waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(all, 150);
  });
  if (dark && dark.addEventListener) dark.addEventListener("change", all);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
