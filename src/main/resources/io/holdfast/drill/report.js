// Draws the charts of the report; every fact in them is in a table, too.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const style = getComputedStyle(document.body);
  const axis = { stroke: style.color, grid: { stroke: "rgba(128,128,128,.25)" }, ticks: { stroke: "rgba(128,128,128,.25)" } };
  const width = () => Math.min(960, document.body.clientWidth);

  const marks = (plot) => {
    const c = plot.ctx;
    c.save();
    c.strokeStyle = "#d1453b";
    c.fillStyle = "#d1453b";
    c.font = "12px sans-serif";
    data.faults.forEach((fault) => {
      const x = plot.valToPos(fault.at, "x", true);
      if (x >= plot.bbox.left && x <= plot.bbox.left + plot.bbox.width) {
        c.globalAlpha = fault.tookEffect ? 1 : 0.4;
        c.beginPath();
        c.moveTo(x, plot.bbox.top);
        c.lineTo(x, plot.bbox.top + plot.bbox.height);
        c.stroke();
        c.fillText(fault.kind, x + 3, plot.bbox.top + 12);
      }
    });
    c.restore();
  };

  if (data.batches.length > 0) {
    const column = (name) => data.batches.map((batch) => batch[name]);
    new uPlot({
      width: width(), height: 300, hooks: { draw: [marks] },
      scales: { x: { time: false }, ms: {} },
      axes: [{ ...axis, label: "seconds since the start" }, { ...axis, label: "records a batch", size: 70 },
        { ...axis, scale: "ms", side: 1, label: "milliseconds", grid: { show: false } }],
      series: [{ label: "second" }, { label: "records", stroke: "#3b7dd8", points: { size: 3 } },
        { label: "run ms", scale: "ms", stroke: "#3a9d5d" }, { label: "commit ms", scale: "ms", stroke: "#c98a1b" },
        { label: "epoch", scale: "epoch", stroke: "rgba(0,0,0,0)", points: { show: false } }],
    }, [column("at"), column("records"), column("run"), column("commit"), column("epoch")], document.getElementById("timeline"));
  }

  const times = data.faults.filter((fault) => fault.tookEffect && fault.recovery !== null).map((fault) => fault.recovery);
  if (times.length > 0) {
    const step = Math.max(100, Math.ceil((Math.max(...times) - Math.min(...times)) / 15 / 100) * 100);
    const first = Math.floor(Math.min(...times) / step) * step;
    const counts = new Array(Math.floor((Math.max(...times) - first) / step) + 1).fill(0);
    times.forEach((time) => { counts[Math.floor((time - first) / step)] += 1; });
    new uPlot({
      width: width(), height: 220, scales: { x: { time: false, range: [first - step, first + (counts.length + 1) * step] }, y: { range: [0, Math.max(...counts) + 1] } },
      axes: [{ ...axis, label: `milliseconds from a fault to the next batch, in steps of ${step}` }, { ...axis, label: "faults", incrs: [1, 2, 5, 10, 50] }],
      series: [{ label: "from ms" }, { label: "faults", stroke: "#3b7dd8", fill: "rgba(59,125,216,.45)", paths: uPlot.paths.bars({ size: [0.9], align: 1 }), points: { show: false } }],
    }, [counts.map((_, i) => first + i * step), counts], document.getElementById("recoveries"));
  }
})();
