/* Draws the operator graph as SVG: a column for each step away from the sources, stages shaded, shuffles dashed. */
'use strict';

const Graph = (() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const CHARACTER = 7.3, LINE = 16, PADDING = 9, COLUMN_GAP = 66, ROW_GAP = 26, MARGIN = 14, TOP = 20;

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const shortened = text => text.length <= 26 ? text : text.slice(0, 25) + '…';

  function lines(node, number) {
    const all = node.name ? [node.name, node.kind] : [node.kind];
    if (node.keys !== null) all.push(number(node.keys) + (node.keys === 1 ? ' key' : ' keys'));
    return all.map(shortened);
  }

  function layOut(graph, number) {
    const boxes = new Map(), columns = [];
    for (const node of graph.nodes) {
      const inputs = graph.edges.filter(edge => edge.to === node.id && boxes.has(edge.from));
      const column = Math.max(-1, ...inputs.map(edge => boxes.get(edge.from).column)) + 1;
      const text = lines(node, number);
      const box = { node, column, text, inputs: inputs.map(edge => edge.from),
        width: Math.max(...text.map(line => line.length)) * CHARACTER + 2 * PADDING, height: text.length * LINE + PADDING };
      boxes.set(node.id, box);
      (columns[column] = columns[column] || []).push(box);
    }
    let x = MARGIN;
    for (const column of columns) {
      const width = Math.max(...column.map(box => box.width));
      for (const box of column) { box.x = x; box.width = width; }
      x += width + COLUMN_GAP;
    }
    place(columns, boxes);
    const all = [...boxes.values()];
    return { boxes, width: x - COLUMN_GAP + MARGIN, height: Math.max(0, ...all.map(box => box.y + box.height)) + MARGIN };
  }

  /* Each box beside what it reads, if there is room. */
  function place(columns, boxes) {
    for (const column of columns) {
      for (const box of column) {
        const from = box.inputs.map(id => boxes.get(id)).map(input => input.y + input.height / 2);
        box.wanted = from.length ? from.reduce((sum, one) => sum + one, 0) / from.length - box.height / 2 : TOP;
      }
      column.sort((one, other) => one.wanted - other.wanted);
      let y = TOP;
      for (const box of column) {
        box.y = Math.max(y, box.wanted);
        y = box.y + box.height + ROW_GAP;
      }
    }
  }

  function stages(layout) {
    const areas = new Map();
    for (const box of layout.boxes.values()) {
      const area = areas.get(box.node.stage) || { from: Infinity, to: 0 };
      areas.set(box.node.stage, { from: Math.min(area.from, box.x), to: Math.max(area.to, box.x + box.width) });
    }
    return [...areas].sort((one, other) => one[0] - other[0]);
  }

  function draw(graph, number, room) {
    const layout = layOut(graph, number);
    // A little too wide is made to fit; more than that scrolls, and stays legible.
    const scale = layout.width > room && layout.width < 1.5 * room ? room / layout.width : 1;
    const svg = element('svg', { width: layout.width * scale, height: layout.height * scale, viewBox: `0 0 ${layout.width} ${layout.height}` });
    const areas = stages(layout);
    areas.forEach(([stage, area], index) => {
      const next = areas[index + 1];
      const overlaps = next && next[1].from < area.to;
      if (!overlaps && stage % 2 === 0) svg.append(element('rect', { class: 'stage', x: area.from - 10, y: 0, width: area.to - area.from + 20, height: layout.height, rx: 6 }));
      svg.append(element('text', { class: 'stage-label', x: area.from, y: 12 }, 'stage ' + stage));
    });
    for (const edge of graph.edges) {
      const from = layout.boxes.get(edge.from), to = layout.boxes.get(edge.to);
      if (!from || !to) continue;
      const x1 = from.x + from.width, y1 = from.y + from.height / 2, x2 = to.x, y2 = to.y + to.height / 2, bend = (x1 + x2) / 2;
      svg.append(element('path', { class: edge.shuffle ? 'edge shuffle' : 'edge', d: `M${x1} ${y1} C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}` }));
      svg.append(element('path', { class: 'edge', d: `M${x2 - 6} ${y2 - 4} L${x2} ${y2} L${x2 - 6} ${y2 + 4}` }));
      if (edge.records !== null) svg.append(element('text', { class: 'count', x: x2 - 9, y: y2 - 7, 'text-anchor': 'end' }, number(edge.records)));
    }
    for (const box of layout.boxes.values()) {
      const group = element('g', { class: 'node ' + box.node.role });
      group.append(element('title', {}, `#${box.node.id} ${box.node.kind} ${box.node.name}, stage ${box.node.stage}`));
      group.append(element('rect', { x: box.x, y: box.y, width: box.width, height: box.height, rx: 5 }));
      box.text.forEach((line, index) => group.append(element('text', { x: box.x + PADDING, y: box.y + PADDING / 2 + 12 + index * LINE, class: index ? 'note' : '' }, line)));
      svg.append(group);
    }
    return svg;
  }

  /* The same for whoever does not see it. */
  function words(graph, number) {
    return 'The operator graph: ' + graph.nodes.map(node => {
      const from = graph.edges.filter(edge => edge.to === node.id).map(edge => '#' + edge.from + (edge.records === null ? '' : ' (' + number(edge.records) + ' records)'));
      return `#${node.id} ${node.kind} ${node.name}` + (from.length ? ' reads ' + from.join(', ') : '');
    }).join('; ');
  }

  return { draw, words };
})();
