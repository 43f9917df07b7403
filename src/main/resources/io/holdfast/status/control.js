/* What people ask of the job: each button says what came of it, in words. */
'use strict';

const Controls = (() => {
  const at = id => document.getElementById(id);
  let asking = false, paused = false, names = '';

  function tell(text, isBad) {
    at('control-outcome').classList.toggle('bad', Boolean(isBad));
    at('control-outcome').textContent = text;
  }

  /* Whether people agree to what a dialog asks; Escape is no. The focus goes back to where it was. */
  function agreed(dialog) {
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
  }

  const request = (path, options) => fetch(path, { cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(10000), ...options });

  /* Asks again with a token while the job wants one: the cookie may be too old, or of a token of before. */
  async function post(command) {
    for (let refusals = 0; ; refusals++) {
      const answer = await request('api/v1/control/' + command, { method: 'POST', headers: { 'X-Holdfast-Control': 'yes' } });
      if (answer.status !== 401) return answer;
      at('token-wrong').hidden = refusals === 0;
      at('token').value = '';
      if (!await agreed(at('token-dialog'))) throw new Error('the job wants the token of this status page first');
      await request('./?token=' + encodeURIComponent(at('token').value));
    }
  }

  async function perform(command, outcome) {
    if (asking) return;
    asking = true;
    tell('Asking the job …');
    try {
      const answer = await post(command);
      const said = await answer.json();
      if (answer.status !== 202) throw new Error(said.error);
      pausedIs(said.paused);
      tell(outcome);
    } catch (failure) {
      tell('Not done: ' + (failure.name === 'TimeoutError' || failure instanceof TypeError ? 'the job does not answer' : failure.message), true);
    } finally {
      asking = false;
    }
  }

  function pausedIs(is) {
    paused = is;
    const label = paused ? 'Resume' : 'Pause';
    if (at('control-pause').textContent !== label) at('control-pause').textContent = label;
  }

  const query = values => '?' + new URLSearchParams(values);

  at('control-pause').addEventListener('click', () => paused
    ? perform('resume', 'The next batch begins with the next interval.')
    : perform('pause', 'The running batch ends, and no other begins until you resume.'));
  at('control-snapshot').addEventListener('click', () => perform('snapshot', 'A snapshot of all state begins after the running batch; Checkpoint tells how far it is.'));
  at('control-savepoint').addEventListener('click', async () => {
    if (await agreed(at('savepoint-dialog'))) perform('savepoint' + query({ target: at('savepoint-target').value, why: at('savepoint-why').value || 'asked for on the status page' }), 'The copy has begun.');
  });
  at('control-limit').addEventListener('click', async () => {
    if (!await agreed(at('limit-dialog'))) return;
    const source = at('limit-source').value, records = Number(at('limit-records').value);
    perform('limit' + query({ source, recordsPerSecond: records }), records === 0
      ? source + ' is read as fast as the job can from the next batch on.'
      : source + ' is read at ' + records + ' records a second at most from the next batch on.');
  });
  at('control-stop').addEventListener('click', async () => {
    if (await agreed(at('stop-dialog'))) perform('stop', 'The job ends after the running batch, and then does not answer any more.');
  });

  function savepoint(one, moment) {
    if (!one) return '';
    const to = ' in ' + one.target + ', begun at ' + moment(one.begunMillis);
    if (one.error !== null) return 'No savepoint' + to + ': ' + one.error;
    return one.batch === null ? 'A savepoint is being made' + to + '.' : 'The last savepoint is of batch ' + one.batch + to + '.';
  }

  /* Nothing can be asked of a job that is gone, or not there yet. */
  function show(status, isLost, moment) {
    const phase = status.status.phase;
    at('control-buttons').disabled = isLost || phase === 'STARTING' || phase === 'ENDED';
    pausedIs(status.paused);
    const text = savepoint(status.savepoint, moment);
    if (at('control-copy').textContent !== text) at('control-copy').textContent = text;
    const found = JSON.stringify(status.status.sources.map(source => source.name));
    if (found !== names) {
      names = found;
      at('limit-source').replaceChildren(...status.status.sources.map(source => new Option(source.name)));
    }
  }

  return { show };
})();
