// The round in progress: who is asked, who answered, who is late, whose reply was refused and why.

import {badge, card, h, put} from '../dom.js';
import * as format from '../format.js';

const PHASES = {
  idle: 'Nothing runs', waiting: 'Waiting for clients', profile: 'Profiling: how fast is each client?',
  query: 'Asking before the draw', train: 'Clients train', secure: 'Secure sum', evaluate: 'Clients judge the model',
  combine: 'Putting the updates together',
};
const MOST = 60;
// A client is late if it takes twice as long as the slowest of its tier did before.
const LATE = 2;

export function liveCard(page) {
  const phase = h('p', {});
  const clock = h('p', {class: 'quiet', 'aria-hidden': 'true'});
  const tally = h('ul', {class: 'tally'});
  const people = h('ul', {class: 'people', 'aria-label': 'Clients of this round'});
  const more = h('p', {class: 'quiet'});
  const element = card('Now', h('div', {class: 'clock'}, phase, clock), tally, people, more);
  element.id = 'live';
  const tasks = new Map();
  let now = {phase: 'idle'};
  let offset = 0;
  let patience = null;
  let timer = setInterval(tick, 1000);
  let due = null;

  function show(snapshot, state) {
    offset = Date.parse(snapshot.now) - Date.now();
    patience = state.tiers ? Math.max(0, ...state.tiers.tiers.map(tier => tier.maxSeconds)) * LATE : null;
    now = snapshot;
    now.status = state.job.status;
    tasks.clear();
    snapshot.clients.forEach(task => tasks.set(task.client, task));
    draw();
  }

  function event(kind, data) {
    if (kind === 'client') {
      if (data.status === 'asked') {
        for (const [client, task] of tasks) if (isOver(task) && task.round !== data.round) tasks.delete(client);
      }
      tasks.set(data.client, data);
    } else if (kind === 'phase') {
      offset = Date.parse(data.now) - Date.now();
      now = {...data, status: now.status};
      if (now.status !== 'running' && now.status !== 'created') now.phase = 'idle';
    } else if (kind === 'waiting') {
      now = {phase: 'waiting', waitingFor: data.clients, since: new Date(Date.now() + offset).toISOString(), status: now.status};
      page.say(`Waiting until ${data.clients} clients are there.`);
    } else if (kind === 'profiling') {
      page.say(`Profiling ${data.clients} clients.`);
    } else if (kind === 'status') {
      now.status = data.status;
      if (data.status !== 'running') {
        now = {phase: 'idle', status: data.status};
        for (const [client, task] of tasks) if (!isOver(task)) tasks.delete(client);
      }
    } else {
      return;
    }
    due ??= setTimeout(draw, 120);
  }

  const isOver = task => !['asked', 'answered'].includes(task.status);
  const waited = task => (Date.now() + offset - Date.parse(task.since)) / 1000;
  const isLate = task => task.status === 'asked' && patience > 0 && waited(task) > patience;
  const statusOf = task => isLate(task) ? 'late' : task.status;

  function draw() {
    due = null;
    const words = now.phase === 'waiting' ? `Waiting until ${now.waitingFor} clients are there` : PHASES[now.phase] ?? now.phase;
    const known = now.round !== null && now.round !== undefined;
    put(phase, known && now.phase !== 'idle' ? [h('strong', {}, `Round ${now.round}`), ': '] : null,
      now.phase === 'idle' ? idle() : words);
    const all = [...tasks.values()];
    const sums = new Map();
    all.forEach(task => sums.set(statusOf(task), (sums.get(statusOf(task)) ?? 0) + 1));
    put(tally, all.length ? [h('li', {}, h('b', {}, all.length), ' asked'), [...sums].filter(([status]) => status !== 'asked').map(([status, sum]) =>
      h('li', {}, h('b', {}, sum), ` ${format.words(status)}`)), sums.has('asked') ? h('li', {}, h('b', {}, sums.get('asked')), ' still at work') : null] : null);
    put(people, all.slice(0, MOST).map(person));
    put(more, all.length > MOST ? `and ${all.length - MOST} more` : all.length || now.phase === 'idle' ? null : quiet());
    tick();
  }

  function quiet() {
    return now.phase === 'waiting' ? ['Start devices, or ', h('a', {href: '#/clients'}, 'enrol more clients'), '.'] : null;
  }

  function idle() {
    return {paused: 'The job rests. Resume it to go on from its last state.', completed: 'All rounds are done.',
      stopped: 'The job was stopped. Its models stay.', failed: 'The job has failed.', running: 'Nothing runs here yet: a round begins in a moment, or another coordinator leads.', created: 'The job begins in a moment.',
    }[now.status] ?? 'Nothing runs here now; another coordinator may lead.';
  }

  function person(task) {
    const status = statusOf(task);
    const figures = [task.seconds === null ? null : format.seconds(task.seconds), task.uploadBytes ? format.bytes(task.uploadBytes) : null];
    const why = [task.rejection ? format.words(task.rejection) : null, task.detail || null].filter(Boolean).join(': ');
    return h('li', {class: status, 'data-client': task.client},
      h('div', {class: 'top'}, h('span', {class: 'name', title: task.client}, task.client), badge(status)),
      h('div', {class: 'why'}, h('span', {'data-since': task.status === 'asked' ? task.since : null}, figures.filter(Boolean).join(' · ')),
        why ? h('div', {}, why) : null));
  }

  function tick() {
    if (now.phase === 'idle' || !now.since) {
      clock.textContent = '';
    } else {
      const left = now.deadline ? (Date.parse(now.deadline) - Date.now() - offset) / 1000 : null;
      clock.textContent = `for ${format.seconds(Math.max(0, Math.round(waited(now))))}`
        + (left !== null && left > 0 ? `, at most ${format.seconds(Math.round(left))} more` : '');
    }
    people.querySelectorAll('[data-since]').forEach(span => {
      const passed = (Date.now() + offset - Date.parse(span.dataset.since)) / 1000;
      span.textContent = `for ${format.seconds(Math.max(0, Math.round(passed)))}`;
    });
  }

  return {element, show, event, close: () => {
    clearInterval(timer);
    clearTimeout(due);
  }};
}
