// Draws the charts of the report; every fact in them is in a table, too.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const width = () => document.querySelector("main").clientWidth;
  const axis = (label, more) => ({
    stroke: colour("text"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 },
    label, labelSize: 22, labelFont: "13px system-ui, sans-serif", font: "12px system-ui, sans-serif", size: 62, ...more,
  });
  const rounded = (plot, value) => (value == null ? "–" : String(Math.round(value * 10) / 10));

  // A line does not go on over the death of its process: there is an empty point between two epochs.
  const points = [];
  const epochs = [];
  data.batches.forEach((batch, i) => {
    const before = data.batches[i - 1];
    if (before === undefined || before.epoch !== batch.epoch) {
      if (before !== undefined) {
        points.push({ at: (before.at + batch.at) / 2, records: null, run: null, commit: null, epoch: null });
      }
      epochs.push({ from: batch.at, to: batch.at });
    }
    epochs[epochs.length - 1].to = batch.at;
    points.push(batch);
  });
  const column = (name) => points.map((point) => point[name]);

  const bands = (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    epochs.forEach((epoch, i) => {
      const from = plot.valToPos(epoch.from, "x", true);
      const to = plot.valToPos(epoch.to, "x", true);
      ctx.fillStyle = colour(i % 2 === 0 ? "band" : "other-band");
      ctx.fillRect(from, bbox.top, Math.max(to - from, 2), bbox.height);
    });
    ctx.restore();
  };

  // Under the lines, and the paler the more there are. The names of faults stand where there is room for them.
  const marks = (plot) => {
    const { ctx, bbox } = plot;
    const strength = data.faults.length > 80 ? 0.5 : 0.9;
    let free = 0;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("bad");
    ctx.textAlign = "left";
    ctx.lineWidth = devicePixelRatio;
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    data.faults.forEach((fault) => {
      const x = Math.round(plot.valToPos(fault.at, "x", true));
      if (x < bbox.left || x > bbox.left + bbox.width) {
        return;
      }
      ctx.globalAlpha = fault.tookEffect ? strength : strength / 3;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (x >= free) {
        ctx.globalAlpha = fault.tookEffect ? 1 : 0.5;
        ctx.fillText(fault.kind, x, bbox.top - 5 * devicePixelRatio);
        free = x + ctx.measureText(fault.kind).width + 8 * devicePixelRatio;
      }
    });
    ctx.restore();
  };

  const line = (label, name) => ({ label, stroke: colour(name), width: 1.5, value: rounded });
  const end = () => Math.max(0, ...epochs.map((epoch) => epoch.to), ...data.faults.map((fault) => fault.at));

  const timeline = (id, title, series, columns) => {
    new uPlot({
      width: width(), height: 230, padding: [22, 28, 0, 0], cursor: { sync: { key: "timeline" } },
      hooks: { drawClear: [bands], drawAxes: [marks] },
      scales: { x: { time: false, range: (plot, min, max) => (plot.status === 1 ? [min, max] : [0, end() * 1.02]) }, y: { range: (plot, min, max) => [0, (max || 1) * 1.05] } },
      axes: [axis("seconds since the start", { size: 34 }), axis(title)],
      series: [{ label: "second", value: rounded }, ...series, { label: "process", stroke: "transparent", scale: "epoch", value: rounded, points: { show: false } }],
    }, [column("at"), ...columns.map(column), column("epoch")], element(id));
  };

  // Steps of 1, 2 or 5 times a power of ten, so that there are at most 20 of them.
  const stepOf = (range) => {
    let step = 1;
    for (let i = 0; range / step > 20; i += 1) {
      step *= i % 3 === 1 ? 2.5 : 2;
    }
    return step;
  };

  const histogram = (times) => {
    const least = times.reduce((a, b) => Math.min(a, b));
    const most = times.reduce((a, b) => Math.max(a, b));
    const step = stepOf(most - least);
    const first = Math.floor(least / step) * step;
    const counts = new Array(Math.floor((most - first) / step) + 1).fill(null);
    times.forEach((time) => { counts[Math.floor((time - first) / step)] += 1; });
    new uPlot({
      width: width(), height: 230, padding: [10, 28, 0, 0],
      scales: { x: { time: false, range: [first - step, first + (counts.length + 1) * step] }, y: { range: [0, Math.max(...counts) * 1.1] } },
      axes: [axis(`milliseconds from a fault to the next batch, in steps of ${step}`, { size: 34 }), axis("faults", { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] })],
      series: [{ label: "from ms", value: rounded }, { label: "faults", value: rounded, stroke: colour("records"), fill: colour("other-band"), paths: uPlot.paths.bars({ size: [1, Infinity], align: 1 }), points: { show: false } }],
    }, [counts.map((_, i) => first + i * step), counts], element("recoveries"));
  };

  const draw = () => {
    document.querySelectorAll(".chart").forEach((chart) => chart.replaceChildren());
    if (element("records") !== null) {
      timeline("records", "records", [line("records", "records")], ["records"]);
      timeline("times", "milliseconds", [line("run ms", "run"), line("commit ms", "commit")], ["run", "commit"]);
    }
    if (element("recoveries") !== null) {
      histogram(data.faults.filter((fault) => fault.tookEffect && fault.recovery !== null).map((fault) => fault.recovery));
    }
  };

  draw();
  matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", draw);
})();
