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

  function option(told, width) {
    var colour = colours();
    var size = Math.min(parseFloat(getComputedStyle(document.body).fontSize) * 0.8, 22);
    var words = { color: colour.soft, fontSize: size };
    var crowded = told.labels.length > width / (size * 2.6);
    return {
      animation: !still,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 0, right: size, top: size * 2, bottom: 0, containLabel: true },
      xAxis: {
        type: "category",
        data: told.labels,
        axisLabel: { color: colour.soft, fontSize: size, hideOverlap: true },
        axisLine: { lineStyle: { color: colour.line } },
        axisTick: { show: false }
      },
      yAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: words,
        splitLine: { lineStyle: { color: colour.line } }
      },
      series: [{
        type: told.kind,
        name: told.name,
        data: told.values,
        barMaxWidth: 48,
        itemStyle: { color: colour.bar },
        lineStyle: { color: colour.bar, width: 3 },
        symbolSize: 8,
        label: { show: !crowded, position: "top", color: colour.ink, fontSize: size }
      }]
    };
  }

  function draw(node) {
    var told = JSON.parse(node.getAttribute("data-chart"));
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
