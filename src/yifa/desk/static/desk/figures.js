// Plots of one figure. The same numbers stand in the tables beside.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const data = JSON.parse(document.getElementById("plot-data").textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const common = { animation: false, textStyle: { fontFamily: font }, grid: { left: 48, right: 16, top: 36, bottom: 32 }, tooltip: { trigger: "axis" } };
  const draw = (name, option) => {
    const place = document.querySelector(`[data-plot=${name}]`);
    if (!place) return;
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({ ...common, ...option });
    window.addEventListener("resize", () => chart.resize());
  };
  draw("months", {
    color: ["#1f4e79", "#b9c9da"],
    legend: { top: 4, right: 8, data: data.names },
    xAxis: { type: "category", data: data.months },
    yAxis: { type: "value" },
    series: [
      { name: data.names[0], type: "bar", data: data.now },
      { name: data.names[1], type: "line", symbol: "circle", data: data.before },
    ],
  });
  draw("units", {
    color: ["#2f6096"],
    grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value" },
    yAxis: { type: "category", inverse: true, data: data.units },
    series: [{ type: "bar", data: data.sums, label: { show: true, position: "right" }, barMaxWidth: 22 }],
  });
});
