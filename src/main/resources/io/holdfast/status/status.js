/* The page: asks for what is new each second, while somebody looks, and shows it. Text goes in as text, never as markup. */
'use strict';

(() => {
  const POLL = 1000, SHOWN = 120, KEPT = 1000, LOST_AFTER = 3;
  const at = id => document.getElementById(id);
  let status = null, tag = null, clock = 0, rows = [], change = 0, process = 0, shown = [], failures = 0, selected = null, graphOf = null, graphAsked = 0, lastContact = Date.now(), hovered = null;

  /* Words for numbers. */
  const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  const number = value => value === null || value === undefined ? '?' : Math.abs(value) < 100000 ? grouped.format(value) : compact.format(value);
  function bytes(value) {
    if (value === null || value === undefined) return '?';
    const units = ['B', 'KB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
    return (value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit];
  }
  function millis(value) {
    if (value === null || value === undefined) return '?';
    if (value < 1000) return (value < 10 && value > 0 ? value.toFixed(1) : Math.round(value)) + ' ms';
    if (value < 60000) return parseFloat((value / 1000).toFixed(value < 10000 ? 2 : 0)) + ' s';
    if (value < 3600000) return Math.floor(value / 60000) + ' min ' + Math.round(value % 60000 / 1000) + ' s';
    if (value < 172800000) return Math.floor(value / 3600000) + ' h ' + Math.round(value % 3600000 / 60000) + ' min';
    return Math.round(value / 86400000) + ' days';
  }
  const now = () => Date.now() + clock;
  const ago = since => millis(Math.max(0, now() - since));
  const moment = since => new Date(since).toLocaleString('sv-SE');
  const hour = since => new Date(since).toLocaleTimeString('sv-SE');

  /* Elements. */
  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === 'class') made.className = value; else if (key === 'onclick') made.addEventListener('click', value); else made.setAttribute(key, value);
    }
    made.append(...children.map(child => child === null || child === undefined ? '' : child));
    return made;
  }
  /* Replaces only what differs, so that focus and selection stay. */
  function put(where, ...children) {
    const holder = make('div', {}, ...children);
    if (holder.innerHTML !== where.dataset.shown) {
      where.dataset.shown = holder.innerHTML;
      const focused = document.activeElement && where.contains(document.activeElement) ? document.activeElement.dataset.batch : null;
      where.replaceChildren(...holder.childNodes);
      if (focused) { const again = where.querySelector(`[data-batch="${focused}"]`); if (again) again.focus(); }
    }
  }
  const fact = (name, value, note) => make('div', {}, make('dt', {}, name), make('dd', {}, value, note === undefined ? '' : make('small', {}, note)));
  function table(columns, lines, caption) {
    return make('table', {}, caption ? make('caption', {}, caption) : '',
      make('thead', {}, make('tr', {}, ...columns.map(([name, kind]) => make('th', { scope: 'col', class: kind || '' }, name)))),
      make('tbody', {}, ...lines.map(line => make('tr', { class: line.class || '' },
        ...line.cells.map((cell, index) => make(index ? 'td' : 'th', index ? { class: columns[index][1] || '' } : { scope: 'row' }, cell))))));
  }
  const batchButton = id => make('button', { type: 'button', class: 'plain', 'data-batch': id, 'aria-label': 'Open batch ' + id, onclick: () => open(id) }, String(id));

  /* What is asked. */
  async function ask(path, headers) {
    const response = await fetch(path, { headers: headers || {}, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(5000) });
    if (response.status === 401) throw new Error('this page needs its token again: reload it');
    return response;
  }

  async function poll() {
    if (!document.hidden) {
      try {
        const answer = await ask('api/v1/status', tag ? { 'If-None-Match': tag } : {});
        if (answer.status === 200) {
          status = await answer.json();
          tag = answer.headers.get('ETag');
          clock = status.nowMillis - Date.now();
        } else if (answer.status !== 304) throw new Error('the job answers with status ' + answer.status);
        await takeBatches();
        failures = 0;
        lastContact = Date.now();
        await followGraph();
      } catch (failure) {
        failures++;
        if (failures >= LOST_AFTER) lost(failure);
      }
      show();
    }
    setTimeout(poll, POLL);
  }

  async function takeBatches() {
    if (process !== status.status.processMillis) { rows = []; change = 0; process = status.status.processMillis; }
    const answer = await (await ask('api/v1/batches?since=' + change)).json();
    if (answer.processMillis !== process) { tag = null; return; }
    change = answer.change;
    if (answer.batches.length) {
      const byId = new Map(rows.map(row => [row.batch, row]));
      for (const row of answer.batches) byId.set(row.batch, row);
      rows = [...byId.values()].sort((one, other) => one.batch - other.batch).slice(-KEPT);
    }
  }

  /* The graph of the newest batch, every few seconds, unless a batch is open. */
  async function followGraph() {
    const last = rows[rows.length - 1];
    if (selected === null && last && last.batch !== graphOf && Date.now() - graphAsked > 3000) {
      graphAsked = Date.now();
      const answer = await ask('api/v1/batches/' + last.batch);
      if (answer.status === 200) drawGraph(last.batch, (await answer.json()).graph);
    }
  }

  function lost(failure) {
    at('lost').textContent = 'The job has not answered for ' + millis(Date.now() - lastContact) + ' (' + failure.message + '). What is below is from then.';
  }

  /* What is shown. */
  function show() {
    const isOver = status !== null && status.status.phase === 'ENDED', isLost = failures >= LOST_AFTER && !isOver;
    at('lost').hidden = !isLost;
    document.body.classList.toggle('is-lost', isLost);
    if (!status) return;
    const job = status.status;
    at('job').textContent = status.info.job;
    const words = { HEALTHY: 'healthy', ATTENTION: 'needs attention', UNHEALTHY: 'unhealthy' };
    const level = isOver ? 'ended' : isLost ? 'no answer' : words[status.level];
    at('level').className = 'level ' + (isLost ? 'lost-contact' : status.level);
    say(at('level-text'), level);
    document.title = level + ': ' + status.info.job;
    say(at('facts'), ['batches of ' + millis(status.info.batchIntervalMillis), status.info.parallelism + (status.info.parallelism === 1 ? ' task' : ' tasks'), 'epoch ' + job.epoch, 'up for ' + ago(job.processMillis), status.info.checkpoint].join(' · '));
    at('findings').hidden = !status.findings.length;
    put(at('findings'), ...status.findings.map(finding => make('li', { class: finding.level }, make('b', {}, finding.level === 'UNHEALTHY' ? 'Unhealthy' : 'Attention'), make('span', {}, finding.text))));
    Controls.show(status, isLost, hour);
    tiles(job);
    charts();
    sources(job);
    operators(job);
    sinks(job);
    checkpoint(job);
    starts(job);
    batches();
  }
  /* Screen readers hear only what changes. */
  function say(where, text) { if (where.textContent !== text) where.textContent = text; }

  function worst(all, field) { return all.map(one => one[field]).filter(value => value !== null).reduce((least, value) => Math.min(least, value), Infinity); }

  function tiles(job) {
    const behind = worst(job.sources, 'behindSinceMillis'), unpublished = worst(job.sinks, 'unpublishedSinceMillis');
    const unread = job.sources.every(source => source.unreadRecords === null) ? null : job.sources.reduce((sum, source) => sum + (source.unreadRecords || 0), 0);
    const last = job.last, waiting = job.sinks.reduce((most, sink) => Math.max(most, sink.unpublishedBatches), 0);
    const keys = job.operators.reduce((sum, operator) => sum + operator.keys, 0);
    const cache = job.operators.reduce((sum, operator) => sum + operator.cacheBytes, 0), store = job.operators.reduce((sum, operator) => sum + operator.storeBytes, 0);
    const atLeast = job.sources.some(source => source.atLeast);
    put(at('tiles'),
      fact('Behind', behind === Infinity ? (unread === null ? 'not known' : '0 s') : (atLeast ? '≥ ' : '') + ago(behind), unread === null ? 'sources cannot tell' : number(unread) + ' records wait'),
      fact('Input', number(status.recordsPerSecond) + '/s', number(job.records) + ' in this process'),
      fact('Load', Math.round(status.loadPercent) + ' %', last && last.limited ? 'limited to ' + number(last.recordLimit) + ' a batch' : 'of the batch interval'),
      fact('Last batch', last ? millis(last.workMillis !== undefined ? last.workMillis : work(last)) : 'none yet', last ? '#' + last.batch + ', ' + number(last.records) + ' records' : job.running ? '#' + job.running.batch + ' runs' : 'waits for input'),
      fact('Checkpoint', job.checkpoint ? ago(job.checkpoint.committedMillis) + ' old' : 'none yet', job.checkpoint ? bytes(job.checkpoint.fileBytes) + ', last batch' : 'in this process'),
      fact('Keys', number(keys), bytes(cache) + ' cached, ' + bytes(store) + ' RocksDB'),
      fact('Sinks', waiting === 0 ? 'published' : waiting + (waiting === 1 ? ' batch waits' : ' batches wait'), unpublished === Infinity ? 'nothing waits' : 'for ' + ago(unpublished)),
      fact('Restarts', String(job.restarts), 'in this process'));
  }

  const work = row => row.readMillis + row.computeMillis + row.sealMillis + row.commitMillis;
  const total = row => row.waitMillis + work(row) + (row.publishMillis || 0);

  /* Charts. */
  let costsChart, inputChart, sizeChart;
  function makeCharts() {
    costsChart = Charts.costs(at('costs'), { hover: index => hover(index), open: index => { if (shown[index]) open(shown[index].batch); } }, () => status && status.info.batchIntervalMillis, millis);
    const rate = all => all.map((row, index) => { const before = all[index - 1]; return before && row.begunMillis > before.begunMillis ? row.records * 1000 / (row.begunMillis - before.begunMillis) : null; });
    inputChart = Charts.lines(at('input'), [
      { label: 'read', colour: 'rate', values: rate },
      { label: 'waiting', colour: 'unread', dash: true, values: all => all.map(row => row.unreadRecords) }], number);
    sizeChart = Charts.lines(at('size'), [
      { label: 'file', colour: 'rate', values: all => all.map(row => row.fileBytes) },
      { label: 'cache', colour: 'unread', dash: true, values: all => all.map(row => row.cacheBytes) }], bytes);
    legends();
  }
  function legends() {
    Charts.legend(at('costs-legend'), Charts.PHASES.map(([, label, name]) => [name, label]).concat([['text', 'batch interval', 'dashed']]));
    Charts.legend(at('input-legend'), [['rate', 'read a second', 'solid'], ['unread', 'records that wait', 'dashed']]);
    Charts.legend(at('size-legend'), [['rate', 'file of a batch', 'solid'], ['unread', 'cached state', 'dashed']]);
  }
  function charts() {
    if (!rows.length) return;
    if (!costsChart) makeCharts();
    shown = rows.slice(-SHOWN);
    for (const one of [costsChart, inputChart, sizeChart]) one.chart.setData(one.data(shown));
    if (hovered === null) hint(shown[shown.length - 1]);
  }
  function hover(index) {
    hovered = index === null || index === undefined ? null : index;
    hint(shown[hovered === null ? shown.length - 1 : hovered]);
  }
  function hint(row) {
    if (!row) return;
    say(at('costs-hint'), '#' + row.batch + ' at ' + hour(row.begunMillis) + ': ' + Charts.PHASES.map(([field, label]) => label + ' ' + (row[field] === null ? 'to come' : millis(row[field]))).join(', ') + '; ' + millis(total(row)) + ' in all');
  }
  function resize() {
    for (const one of [costsChart, inputChart, sizeChart]) {
      if (one) one.chart.setSize({ width: Math.max(200, one.chart.root.parentElement.clientWidth), height: one.chart.height });
    }
  }
  at('costs').addEventListener('keydown', event => {
    if (!shown.length) return;
    const index = hovered === null ? shown.length - 1 : hovered;
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -index, End: shown.length - 1 - index }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const to = Math.min(shown.length - 1, Math.max(0, index + move));
      costsChart.chart.setCursor({ left: costsChart.chart.valToPos(to, 'x'), top: 5 });
      hover(to);
    } else if (event.key === 'Enter') open(shown[index].batch);
  });

  /* Tables. */
  function sources(job) {
    put(at('sources'), ...job.sources.map(source => {
      const tells = source.unreadRecords !== null;
      const state = [number(source.records) + ' records read', source.splitCount + (source.splitCount === 1 ? ' split' : ' splits'),
        tells ? number(source.unreadRecords) + ' wait' : 'cannot tell what waits',
        source.behindSinceMillis === null ? null : (source.atLeast ? 'at least ' : '') + ago(source.behindSinceMillis) + ' behind',
        source.limited ? 'limited to ' + number(source.recordLimit) + ' records a batch' : tells ? 'not limited' : null,
        source.receiverFailures ? source.receiverFailures + ' receiver failures' : null].filter(Boolean).join(' · ');
      const splits = source.splits.slice(0, 50);
      return make('div', { class: 'source' },
        make('div', { class: 'source-head' }, make('h3', {}, source.name, make('small', {}, source.kind)), make('span', { class: 'soft' }, state)),
        splits.length ? make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Splits of ' + source.name }, table([['Split'], ['Next offset', 'number'], ['End', 'number'], ['Waiting', 'number behind'], ['Behind', 'number behind']],
          splits.map(split => ({ class: split.behindSinceMillis === null ? '' : 'late', cells: [split.split, grouped.format(split.next), split.end === null ? '?' : grouped.format(split.end),
            split.end === null ? '?' : grouped.format(split.end - split.next), split.behindSinceMillis === null ? (split.end === null ? '?' : '0 s') : (split.atLeast ? '≥ ' : '') + ago(split.behindSinceMillis)] })),
          source.splitCount > splits.length ? 'The ' + splits.length + ' splits with the most to read' : null)) : '');
    }));
  }
  function operators(job) {
    const timed = job.operators.some(one => one.watermarkMillis !== null);
    put(at('operators'), job.operators.length ? table([['Operator'], ['Keys', 'number'], ['Changed', 'number'], ['Delta', 'number'], ['Cache', 'number'], ['RocksDB', 'number']].concat(timed ? [['Watermark', 'number']] : []),
      job.operators.map(one => ({ cells: [one.name, number(one.keys), number(one.changed), bytes(one.deltaBytes), bytes(one.cacheBytes), bytes(one.storeBytes)].concat(timed ? [one.watermarkMillis === null ? '' : ago(one.watermarkMillis) + ' ago'] : []) }))) : 'No operator has state, or no batch has run yet.');
  }
  function sinks(job) {
    put(at('sinks'), table([['Sink'], ['Published through', 'number'], ['Waiting', 'number'], ['Lag', 'number'], ['Records', 'number'], ['Last step', 'number'], ['Failures', 'number']],
      job.sinks.map(one => ({ class: one.unpublishedSinceMillis !== null && now() - one.unpublishedSinceMillis > 5000 ? 'late' : '', cells: [make('span', {}, one.name, ' ', make('span', { class: 'soft' }, one.kind)), one.publishedThrough < 0 ? 'none' : '#' + one.publishedThrough, one.unpublishedBatches + '', one.unpublishedSinceMillis === null ? '0 s' : ago(one.unpublishedSinceMillis), number(one.records), one.lastStepMillis === null ? '' : millis(one.lastStepMillis), String(one.failures)] }))));
  }
  function checkpoint(job) {
    const one = job.checkpoint;
    put(at('checkpoint'), ...(one ? [
      fact('Newest batch', batchButton(one.newest)), fact('Committed', ago(one.committedMillis) + ' ago'), fact('File', bytes(one.fileBytes)),
      fact('Retained', make('span', {}, batchButton(one.oldestRetained), 'to ', batchButton(one.newest))), fact('A restart replays', bytes(one.replayBytes)),
      fact('Snapshots', one.snapshotsOnTheirWay ? one.snapshotsOnTheirWay + ' of ' + one.shards + ' shards on their way' : one.shards + ' shards at rest'),
      fact('Oldest snapshot', one.oldestSnapshot < 0 ? 'none yet' : 'of batch ' + one.oldestSnapshot)] : [fact('Newest batch', 'none in this process')]));
  }
  function starts(job) {
    put(at('restarts'), ...job.starts.slice(0, 20).map(one => make('div', { class: 'start' },
      make('p', {}, (one.attempt ? 'Restart ' + one.attempt + ' at ' : 'Process started at ') + moment(one.atMillis) + ', ' + (one.fromBatch < 0 ? 'from nothing' : 'from batch ' + one.fromBatch) + ', ' + (one.readyAfterMillis === null ? 'not ready yet' : 'ready after ' + millis(one.readyAfterMillis))),
      one.cause ? make('p', {}, one.cause) : '')));
  }
  function batches() {
    put(at('batches'), rows.length ? table([['Batch'], ['Began', 'number'], ['Records', 'number'], ['Wait', 'number'], ['Read', 'number'], ['Compute', 'number'], ['Seal', 'number'], ['Commit', 'number'], ['Publish', 'number'], ['File', 'number'], ['Keys', 'number']],
      rows.slice(-15).reverse().map(row => ({ class: row.batch === selected ? 'selected' : '', cells: [batchButton(row.batch), hour(row.begunMillis), number(row.records), millis(row.waitMillis), millis(row.readMillis), millis(row.computeMillis), millis(row.sealMillis), millis(row.commitMillis), row.publishMillis === null ? 'to come' : millis(row.publishMillis), bytes(row.fileBytes), number(row.keys)] }))) : 'No batch has run in this process yet.');
  }

  /* One batch. */
  async function open(batch) {
    selected = batch;
    at('batch').hidden = false;
    at('batch-title').textContent = 'Batch ' + batch;
    at('batch-previous').onclick = () => open(batch - 1);
    at('batch-next').onclick = () => open(batch + 1);
    try {
      const answer = await ask('api/v1/batches/' + batch);
      const found = await answer.json();
      if (selected !== batch) return;
      if (answer.status !== 200) throw new Error(found.error);
      at('batch-error').hidden = true;
      opened(batch, found);
    } catch (failure) {
      at('batch-error').hidden = false;
      at('batch-error').textContent = failure.message;
      for (const id of ['batch-facts', 'batch-tables', 'manifest']) { at(id).replaceChildren(); delete at(id).dataset.shown; }
    }
    batches();
    at('batch-title').focus({ preventScroll: true });
    at('batch').scrollIntoView({ block: 'nearest' });
  }
  function opened(batch, found) {
    const manifest = found.manifest, row = found.row;
    put(at('batch-facts'), fact('Kind', manifest.kind.toLowerCase()), fact('Batch time', moment(manifest.batchTimeMillis)), fact('Written', moment(manifest.writtenMillis)), fact('Epoch', String(manifest.epoch)),
      fact('File', bytes(manifest.chunks.reduce((sum, chunk) => sum + chunk.storedLength, 0))), fact('Written by', 'Holdfast ' + manifest.engineVersion),
      ...(row ? [fact('Took', millis(work(row))), fact('Waited', millis(row.waitMillis), 'sinks ' + millis(row.waitSinksMillis) + ', disk ' + millis(row.waitCommitsMillis) + ', snapshots ' + millis(row.waitSnapshotsMillis))] : []),
      ...(found.sharedNames.length ? [fact('Shared values', found.sharedNames.join(', '))] : []));
    const read = Object.entries(manifest.sources).flatMap(([source, progress]) => progress.read.map(range => ({ cells: [source, range.split, grouped.format(range.from), grouped.format(range.until), grouped.format(range.until - range.from)] })));
    const states = Object.entries(manifest.states).map(([name, state]) => ({ cells: [name, state.kind, grouped.format(state.keys.reduce((sum, keys) => sum + keys, 0)), state.watermarkMillis ? moment(state.watermarkMillis) : ''] }));
    const sinks = Object.entries(manifest.sinks).map(([name, sink]) => ({ cells: [name, sink.kind, sink.target, sink.publishedThrough < 0 ? 'none' : '#' + sink.publishedThrough, number(manifest.counts['sink.' + name + '.records'] || 0)] }));
    const scroll = child => make('div', { class: 'scroll' }, child);
    put(at('batch-tables'), make('h3', {}, 'Read'), read.length ? scroll(table([['Source'], ['Split'], ['From', 'number'], ['Until', 'number'], ['Offsets', 'number']], read.slice(0, 200))) : 'Nothing.',
      make('h3', {}, 'State after it'), states.length ? scroll(table([['Table'], ['Kind'], ['Keys', 'number'], ['Watermark', 'number']], states)) : 'None.',
      make('h3', {}, 'Sinks when it was sealed'), scroll(table([['Sink'], ['Kind'], ['Target'], ['Published through', 'number'], ['Records of it', 'number']], sinks)));
    at('manifest').textContent = JSON.stringify(manifest, null, 2);
    drawGraph(batch, found.graph);
  }
  function drawGraph(batch, graph) {
    graphOf = batch;
    at('graph-of').textContent = 'records of batch ' + batch + ' along each edge; dashed edges are shuffles';
    at('graph').replaceChildren(Graph.draw(graph, number, at('graph').clientWidth));
    at('graph').setAttribute('aria-label', Graph.words(graph, number));
  }
  at('batch-close').addEventListener('click', () => { selected = null; at('batch').hidden = true; batches(); at('costs').focus(); });
  addEventListener('keydown', event => { if (event.key === 'Escape' && selected !== null && !document.querySelector('dialog[open]')) at('batch-close').click(); });
  addEventListener('resize', resize);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { legends(); for (const one of [costsChart, inputChart, sizeChart]) if (one) one.chart.redraw(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) show(); });
  poll();
})();
