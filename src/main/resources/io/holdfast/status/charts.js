/* The charts, drawn by uPlot on canvases: colours are those of the style sheet, patterns tell series apart without them. */
'use strict';

const Charts = (() => {
  const PHASES = [
    ['waitMillis', 'wait', 'wait'], ['readMillis', 'read', 'read'], ['computeMillis', 'compute', 'compute'],
    ['sealMillis', 'seal', 'seal'], ['commitMillis', 'commit', 'commit'], ['publishMillis', 'publish', 'publish']];
  const PATTERNS = { wait: 'dots', read: 'solid', compute: 'rising', seal: 'solid', commit: 'falling', publish: 'level' };

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  /* A fill with lines over it, of the card's colour. */
  function fill(context, name) {
    const size = 8 * devicePixelRatio, tile = document.createElement('canvas');
    tile.width = tile.height = size;
    const pen = tile.getContext('2d');
    pen.fillStyle = colour(name);
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = pen.fillStyle = colour('card');
    pen.globalAlpha = .55;
    pen.lineWidth = 1.4 * devicePixelRatio;
    pen.beginPath();
    const pattern = PATTERNS[name] || 'solid';
    if (pattern === 'rising') for (const d of [-size, 0, size]) { pen.moveTo(d, size); pen.lineTo(d + size, 0); }
    if (pattern === 'falling') for (const d of [-size, 0, size]) { pen.moveTo(d, 0); pen.lineTo(d + size, size); }
    if (pattern === 'level') { pen.moveTo(0, size / 2); pen.lineTo(size, size / 2); }
    pen.stroke();
    if (pattern === 'dots') pen.fillRect(size / 3, size / 3, size / 3, size / 3);
    return context.createPattern(tile, 'repeat');
  }

  function swatch(name, line) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 12 * devicePixelRatio;
    canvas.className = 'swatch';
    const pen = canvas.getContext('2d');
    if (line) {
      pen.strokeStyle = colour(name); pen.lineWidth = 2 * devicePixelRatio;
      if (line === 'dashed') pen.setLineDash([4 * devicePixelRatio, 2 * devicePixelRatio]);
      pen.moveTo(0, canvas.height / 2); pen.lineTo(canvas.width, canvas.height / 2); pen.stroke();
    } else {
      pen.fillStyle = fill(pen, name);
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    return canvas;
  }

  function legend(where, entries) {
    where.replaceChildren(...entries.map(([name, text, line]) => {
      const entry = document.createElement('span'), label = document.createElement('span');
      label.textContent = text;
      entry.append(swatch(name, line), label);
      return entry;
    }));
  }

  const axis = (values, size, extra) => Object.assign({
    stroke: () => colour('soft'), grid: { stroke: () => colour('line'), width: 1 }, ticks: { show: false },
    font: '11px system-ui, sans-serif', size, gap: 4, values: (chart, splits) => splits.map(values) }, extra);

  const clock = seconds => new Date(seconds * 1000).toLocaleTimeString('sv-SE');
  const time = axis(clock, 24, { grid: { show: false }, space: 74 });

  function base(where, height, extra) {
    return Object.assign({
      width: Math.max(200, where.clientWidth), height, legend: { show: false }, padding: [8, 8, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } } }, extra);
  }

  const stacked = rows => {
    const sums = rows.map(() => 0);
    return PHASES.map(([field]) => rows.map((row, index) => sums[index] += row[field] || 0));
  };

  const times = rows => rows.map(row => row.begunMillis / 1000);

  /* Bars from the top of the stack down: each covers the lower part of the one before. */
  function costs(where, hooks, interval, format) {
    const order = PHASES.map((phase, index) => index).reverse();
    let began = [];
    const place = axis(index => Number.isInteger(index) && began[index] ? clock(began[index]) : '', 24, { grid: { show: false }, space: 74, incrs: [1, 2, 5, 10, 20, 50, 100] });
    const chart = new uPlot(base(where, 210, {
      scales: { x: { time: false, range: barRange }, y: { range: (self, low, high) => [0, top(high || 1, interval() || 0)] } },
      axes: [place, axis(format, 58)],
      series: [{}].concat(order.map(index => ({
        label: PHASES[index][1], stroke: () => 'transparent', width: 0, points: { show: false },
        fill: self => fill(self.ctx, PHASES[index][2]), paths: uPlot.paths.bars({ size: [.86, 40], align: 0 }) }))),
      hooks: { draw: [self => line(self, interval(), format)], setCursor: [self => hooks.hover(self.cursor.idx)] } }),
      [[]].concat(order.map(() => [])), where);
    chart.over.addEventListener('click', () => { if (chart.cursor.idx !== null && chart.cursor.idx !== undefined) hooks.open(chart.cursor.idx); });
    return { chart, data: rows => { const all = stacked(rows); began = times(rows); return [rows.map((row, index) => index)].concat(order.map(index => all[index])); } };
  }

  /* The interval is in sight if that leaves the bars tall enough to be read. */
  const top = (high, interval) => interval > high && interval < 3 * high ? interval * 1.08 : high * 1.12;

  /* Half a bar's room on both sides. */
  function barRange(self, low, high) {
    return [low - .6, Math.max(high, 11) + .6];
  }

  /* The batch interval: what work above it cannot keep up with. */
  function line(self, millis, format) {
    if (!millis) return;
    const pen = self.ctx;
    pen.save();
    if (millis > self.scales.y.max) {
      pen.fillStyle = colour('soft');
      pen.font = 11 * devicePixelRatio + 'px system-ui, sans-serif';
      pen.textAlign = 'right';
      pen.fillText('the batch interval, ' + format(millis) + ', is above \u2191', self.bbox.left + self.bbox.width, self.bbox.top + 10 * devicePixelRatio);
      pen.restore();
      return;
    }
    const y = self.valToPos(millis, 'y', true);
    pen.strokeStyle = colour('text');
    pen.lineWidth = devicePixelRatio;
    pen.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    pen.beginPath();
    pen.moveTo(self.bbox.left, y);
    pen.lineTo(self.bbox.left + self.bbox.width, y);
    pen.stroke();
    pen.restore();
  }

  function lines(where, series, format) {
    const chart = new uPlot(base(where, 150, {
      scales: { x: { time: true }, y: { range: (self, low, high) => [0, Math.max(high || 0, 1) * 1.08] } },
      axes: [time, axis(format, 58)],
      series: [{}].concat(series.map(one => ({
        label: one.label, stroke: () => colour(one.colour), width: 1.8, dash: one.dash ? [5, 4] : undefined, points: { show: false } }))) }),
      [[]].concat(series.map(() => [])), where);
    return { chart, data: rows => [times(rows)].concat(series.map(one => one.values(rows))) };
  }

  return { PHASES, costs, lines, legend, colour };
})();
