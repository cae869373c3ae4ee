// Plots of one figure. The same numbers stand in the tables beside.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const data = JSON.parse(document.getElementById("plot-data").textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const narrow = window.matchMedia("(max-width: 40rem)").matches;
  const tooltip = { trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value}${data.unit}`) };
  const draw = (name, option) => {
    const place = document.querySelector(`[data-plot=${name}]`);
    if (!place) return;
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({ animation: false, textStyle: { fontFamily: font }, tooltip, ...option });
    window.addEventListener("resize", () => chart.resize());
  };
  draw("months", {
    color: ["#2f6096", "#c26a00"],
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { top: 4, right: 8, data: data.names },
    xAxis: { type: "category", data: data.months, axisLabel: { interval: narrow ? 2 : 0 } },
    yAxis: { type: "value", minInterval: data.unit === "%" ? 0 : 1 },
    series: [
      { name: data.names[0], type: "bar", data: data.now, barMaxWidth: 34 },
      { name: data.names[1], type: "line", symbol: "circle", symbolSize: 6, data: data.before },
    ],
  });
  draw("units", {
    color: ["#2f6096"],
    grid: { left: 8, right: 44, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: data.unit === "%" ? 0 : 1 },
    yAxis: { type: "category", inverse: true, data: data.units },
    series: [{ type: "bar", data: data.sums, label: { show: true, position: "right" }, barMaxWidth: 22 }],
  });
});
