// One job: the round in progress, and how it got on so far.

import {get, optional, part, post} from '../api.js';
import {progress} from '../chart.js';
import {badge, card, empty, h, problem, put, table} from '../dom.js';
import * as format from '../format.js';
import {accuracyCards, timeCard, trafficCard} from './jobcharts.js';
import {liveCard} from './live.js';
import {tierCards} from './tiers.js';

const LIMIT = 1000;
const ACTIONS = [
  {verb: 'pause', title: 'Pause', from: ['created', 'running']},
  {verb: 'resume', title: 'Resume', from: ['paused', 'failed']},
  {verb: 'stop', title: 'Stop', from: ['created', 'running', 'paused'], ends: true},
];

export function job(page, name) {
  page.title(name);
  const path = `/v1/jobs/${part(name)}`;
  const parts = {};
  let state = null;
  let live = null;
  let timer = null;
  let tiersDue = null;
  let busy = false;
  let pending = null;

  /** What happens while the state is fetched is told afterwards: it may be in the state already, or not. */
  async function refresh() {
    pending ??= [];
    try {
      await load();
    } finally {
      const late = pending ?? [];
      pending = null;
      late.forEach(([kind, data]) => take(kind, data));
    }
  }

  async function load() {
    const [one, rounds, {tiers, history}, now, models, evaluations, definition] = await Promise.all([
      get(path), get(`${path}/rounds?limit=${LIMIT}`), standing(), get(`${path}/live`), get(`${path}/models`), get(`${path}/evaluations?limit=${LIMIT}`), get(`${path}/definition`),
    ]);
    state = {job: one, rounds, tiers, history, phases: now.phases, evaluations, definition,
      modelBytes: now.modelBytes || models[0]?.bytes || 0, clock: Date.parse(now.now) - Date.now()};
    build();
    live.show(now, state);
    draw();
  }

  /** Before the job begins there are none. */
  async function standing() {
    const history = await get(`${path}/tiers/history?limit=${LIMIT}`);
    return {history, tiers: history.length ? await optional(`${path}/tiers`) : null};
  }

  function build() {
    if (parts.head?.isConnected) return;
    live = liveCard(page);
    parts.head = h('div', {class: 'head'});
    parts.said = h('div', {});
    parts.tiles = h('dl', {class: 'tiles'});
    parts.charts = h('div', {class: 'grid'});
    put(page.main, parts.head, parts.said, parts.tiles, live.element, parts.charts);
  }

  function draw() {
    drawHead();
    drawTiles();
    put(parts.charts, ...accuracyCards(state), ...tierCards(state), trafficCard(state), timeCard(state),
      roundsCard(), privacyCard(), definitionCard());
  }

  function drawHead() {
    const may = page.may('operator') ? ACTIONS.filter(action => action.from.includes(state.job.status)) : [];
    put(parts.head, h('h1', {}, name), badge(state.job.status), h('div', {class: 'actions'}, may.map(action =>
      h('button', {class: action.ends ? 'danger' : null, 'data-key': action.verb, disabled: busy, onclick: () => act(action)}, action.title))),
    h('p', {class: 'under'}, [state.job.progress?.model ? `Model ${state.job.progress.model}` : null,
      `created ${format.time(state.job.created)}`, state.job.reason || null].filter(Boolean).join(' · ')));
  }

  async function act(action) {
    if (action.ends && !window.confirm(`End the job ${name} for good? Its models stay.`)) return;
    busy = true;
    drawHead();
    try {
      state.job = await post(`${path}/${action.verb}`);
      put(parts.said);
    } catch (e) {
      put(parts.said, problem(e));
    } finally {
      busy = false;
      drawHead();
    }
  }

  function drawTiles() {
    const last = state.rounds.at(-1);
    const evaluated = state.evaluations.at(-1);
    const up = state.rounds.reduce((sum, round) => sum + round.uploadBytes, 0);
    const down = state.rounds.reduce((sum, round) => sum + round.asked, 0) * state.modelBytes;
    const counted = state.rounds.reduce((sum, round) => sum + round.counted, 0);
    const tile = (title, value, more) => h('div', {class: 'tile'}, h('dt', {}, title), h('dd', {}, value, more ? h('small', {}, more) : null));
    const wanted = state.job.progress?.rounds;
    put(parts.tiles,
      tile('Rounds done', last ? `${format.count(last.round + 1)}` : '0', wanted ? `of ${format.count(wanted)}` : null),
      tile('Accuracy', format.percent(evaluated?.accuracy), evaluated ? `after round ${evaluated.round}` : 'not evaluated yet'),
      tile('Last round', format.seconds(last?.seconds), last ? `${last.counted} of ${last.asked} counted` : 'none yet'),
      tile('Received', format.bytes(up), state.rounds.length ? `in ${format.count(state.rounds.length)} rounds` : 'none yet'),
      tile('Sent', state.modelBytes ? format.bytes(down) : '–', 'models to train from'),
      tile('Compression', up && counted && state.modelBytes ? `${format.real(counted * state.modelBytes / up)} ×` : '–', 'updates, against float32'),
      privacyTile(tile));
  }

  function privacyTile(tile) {
    const privacy = state.job.privacy;
    return privacy ? tile('Privacy spent', privacy.epsilon === null ? 'no bound' : `ε ${format.real(privacy.epsilon)}`,
      privacy.budget === null ? 'no budget set' : `of ${format.real(privacy.budget)}`) : null;
  }

  function privacyCard() {
    const privacy = state.job.privacy;
    if (!privacy) return null;
    return card('Privacy budget', h('p', {}, privacy.epsilon === null
      ? 'No ε can be shown: there is too little noise for a bound.'
      : `ε = ${format.real(privacy.epsilon, 4)} at δ = ${privacy.delta}, after ${privacy.rounds} rounds with noise.`),
    privacy.budget === null ? h('p', {class: 'quiet'}, 'The job has no limit.') : [
      h('p', {}, `${format.real(privacy.left, 4)} of ${format.real(privacy.budget, 4)} is left. The job ends before it would spend more.`),
      h('progress', {value: Math.min(privacy.epsilon ?? 0, privacy.budget), max: privacy.budget, 'aria-label': 'Privacy budget spent'})]);
  }

  function roundsCard() {
    const latest = state.rounds.slice(-12).reverse();
    const element = card('Latest rounds', latest.length ? table('Latest rounds, newest first', [
      {title: 'Round', cell: round => h('a', {href: `#/jobs/${part(name)}/rounds/${round.round}`, 'data-key': `round ${round.round}`}, round.round)},
      {title: 'Status', cell: round => badge(round.status)},
      {title: 'Tier', minor: true, number: true, cell: round => round.tier ?? '–'},
      {title: 'Counted', number: true, cell: round => `${round.counted} of ${round.asked}`},
      {title: 'Took', number: true, cell: round => format.seconds(round.seconds)},
      {title: 'Received', minor: true, number: true, cell: round => format.bytes(round.uploadBytes)},
      {title: 'Accuracy', number: true, cell: round => format.percent(round.accuracy)},
    ], latest) : empty('No round is done yet', h('p', {}, 'The first one shows here as soon as it is.')));
    element.classList.add('wide');
    return element;
  }

  function definitionCard() {
    const element = card('Definition', h('details', {open: definitionOpen, ontoggle: event => {
      definitionOpen = event.target.open;
    }}, h('summary', {'data-key': 'definition'}, 'As it was given'), h('pre', {}, state.definition)));
    element.classList.add('wide');
    return element;
  }
  let definitionOpen = false;

  function soon() {
    timer ??= setTimeout(() => {
      timer = null;
      draw();
    }, 500);
  }

  function take(kind, data) {
    if (!state) return;
    live.event(kind, data);
    if (kind === 'round') {
      state.rounds = [...state.rounds.filter(round => round.round !== data.round), data].slice(-LIMIT);
      if (state.job.progress) state.job.progress.completed = data.round + 1;
      page.say(`Round ${data.round}: ${format.words(data.status)}, ${data.counted} of ${data.asked} counted`
        + (data.accuracy === null ? '.' : `, accuracy ${format.percent(data.accuracy)}.`));
      if (!state.modelBytes) {
        get(`${path}/live`).then(now => {
          state.modelBytes = now.modelBytes;
        }).catch(() => {});
      }
      if (state.job.privacy) get(path).then(one => Object.assign(state.job, {privacy: one.privacy})).catch(() => {});
      soon();
    } else if (kind === 'evaluation') {
      state.evaluations = [...state.evaluations.filter(each => each.round !== data.round), data];
      soon();
    } else if (kind === 'phases') {
      state.phases = [...state.phases.filter(each => each.round !== data.round), data].slice(-500);
      soon();
    } else if (kind === 'status') {
      state.job = {...state.job, ...data};
      page.say(`The job is ${data.status}.`);
      drawHead();
    } else if (kind === 'tiers' || kind === 'began') {
      // Rounds may follow each other fast.
      tiersDue ??= setTimeout(() => standing().then(now => {
        Object.assign(state, now);
        soon();
      }).catch(() => {}).finally(() => {
        tiersDue = null;
      }), 1500);
    }
  }

  return {
    events: `${path}/events`,
    refresh,
    event(kind, data) {
      if (pending) pending.push([kind, data]);
      else take(kind, data);
    },
    close() {
      clearTimeout(timer);
      clearTimeout(tiersDue);
      live?.close();
    },
  };
}
