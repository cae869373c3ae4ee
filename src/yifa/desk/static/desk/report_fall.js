// How a figure moved: standing bars for the instants, floating ones for the records between them.
(() => {
  const place = document.querySelector("[data-fall]");
  const bars = JSON.parse(document.getElementById("fall-data").textContent);
  const ink = getComputedStyle(place);
  const colours = { point: "#1f4e79", up: "#2f7d4f", down: "#b3402d" };
  const kind = (bar) => (bar.kind === "point" ? "point" : bar.to >= bar.from ? "up" : "down");
  const plot = echarts.init(place, null, { renderer: "svg" });
  plot.setOption({
    animation: false,
    grid: { left: 48, right: 16, top: 24, bottom: 72 },
    xAxis: { type: "category", data: bars.map((bar) => bar.name), axisLabel: { rotate: bars.length > 4 ? 35 : 0, color: ink.color } },
    yAxis: { type: "value", scale: true, axisLabel: { color: ink.color } },
    tooltip: { renderMode: "richText", trigger: "axis", formatter: (rows) => told(bars[rows[0].dataIndex]) },
    series: [
      { type: "bar", stack: "all", barMaxWidth: 72, silent: true, itemStyle: { color: "transparent" }, data: bars.map((bar) => Math.min(bar.from, bar.to)) },
      {
        type: "bar",
        stack: "all",
        barMaxWidth: 72,
        label: { show: true, position: "top", formatter: (row) => label(bars[row.dataIndex]) },
        data: bars.map((bar) => ({ value: Math.abs(bar.to - bar.from), itemStyle: { color: colours[kind(bar)] } })),
      },
    ],
  });
  window.addEventListener("resize", () => plot.resize());

  function label(bar) {
    const change = round(bar.to - bar.from);
    return bar.kind === "point" ? String(round(bar.to)) : change > 0 ? `+${change}` : String(change);
  }

  function told(bar) {
    return `${bar.name} ${label(bar)}`;
  }

  function round(value) {
    return Math.round(value * 100) / 100;
  }
})();
