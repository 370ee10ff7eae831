// What a service may offer beside jobs: benchmarks, evaluations on noisy chips, posteriors. Where it does not, there is no tab.

import {get, optional, part, post, request} from '../api.js';
import {progress} from '../chart.js';
import {badge, card, empty, field, h, problem, put, table} from '../dom.js';
import * as format from '../format.js';

export const KINDS = [
  {id: 'benchmarks', path: '/v1/benchmarks', title: 'Benchmarks', one: 'benchmark', page: 'docs/benchmark-cluster.md'},
  {id: 'noise', path: '/v1/noise-evaluations', title: 'Noise', one: 'noise evaluation', page: 'docs/noise-jobs.md', report: true},
  {id: 'posteriors', path: '/v1/posteriors', title: 'Posteriors', one: 'posterior', page: 'docs/advi-jobs.md'},
];
const OVER = ['done', 'failed', 'cancelled'];
const TIMES = /^(submitted|started|ended|created|updated)$/;
const SECONDS = /^(estimate|took|completion|seconds)$/i;

const kindOf = id => KINDS.find(kind => kind.id === id);

function value(name, given) {
  if (given === null || given === undefined || given === '') return null;
  if (name === 'status') return badge(given);
  if (TIMES.test(name)) return format.time(given);
  if (SECONDS.test(name) && typeof given === 'number') return format.seconds(given);
  if (typeof given === 'number') return Number.isInteger(given) ? format.count(given) : format.real(given, 4);
  return typeof given === 'object' ? null : String(given);
}

const label = name => {
  const text = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return text[0].toUpperCase() + text.slice(1);
};

export function works(page, id) {
  const kind = kindOf(id);
  page.title(kind.title);
  const said = h('div', {'aria-live': 'assertive'});
  const text = h('textarea', {class: 'short', spellcheck: 'false', autocomplete: 'off'});
  const holder = h('div', {});
  let built = false;
  let timer = null;

  async function refresh() {
    const list = await get(`${kind.path}?limit=500`);
    if (!built) {
      built = true;
      put(page.main, h('div', {class: 'head'}, h('h1', {}, kind.title)), holder, page.may('operator') ? submit() : null);
    }
    const names = [...new Set(list.flatMap(each => Object.keys(each)))]
      .filter(name => name !== 'name' && list.some(each => value(name, each[name]) !== null)).slice(0, 7);
    put(holder, card(`All ${kind.one}s`, list.length ? table(`All ${kind.one}s`, [
      {title: 'Name', cell: each => h('a', {href: `#/works/${kind.id}/${part(each.name)}`, 'data-key': `work ${each.name}`}, each.name)},
      ...names.map(name => ({title: label(name), number: typeof list.find(each => each[name] !== null)?.[name] === 'number',
        cell: each => value(name, each[name])}))], list)
      : empty(`No ${kind.one} yet`, h('p', {}, page.may('operator') ? `Submit one below; ${kind.page} says what it holds.` : 'An operator submits them.'))));
    clearTimeout(timer);
    if (list.some(each => !OVER.includes(each.status))) timer = setTimeout(() => refresh().catch(() => {}), 3000);
  }

  function submit() {
    return card(`New ${kind.one}`, h('form', {onsubmit: async event => {
      event.preventDefault();
      try {
        await post(kind.path, text.value, 'application/yaml');
        put(said, h('p', {class: 'told'}, 'It is submitted.'));
        text.removeAttribute('aria-invalid');
        await refresh();
      } catch (e) {
        put(said, problem(e));
        text.setAttribute('aria-invalid', 'true');
      }
    }}, said, field('Definition in YAML or JSON', text), h('button', {class: 'first', type: 'submit'}, 'Submit')));
  }

  return {refresh, close: () => clearTimeout(timer)};
}

export function work(page, id, name) {
  const kind = kindOf(id);
  page.title(name);
  const path = `${kind.path}/${part(name)}`;
  let timer = null;
  let error = null;

  async function refresh() {
    const one = await get(path);
    const flat = Object.entries(one).filter(([key, each]) => key !== 'name' && value(key, each) !== null);
    const rich = Object.entries(one).filter(([, each]) => each !== null && typeof each === 'object');
    const result = kind.id === 'benchmarks' && one.status === 'done' ? await optional(`${path}/result`) : null;
    put(page.main, h('p', {}, h('a', {href: `#/works/${kind.id}`}, `All ${kind.one}s`)),
      h('div', {class: 'head'}, h('h1', {}, name), badge(one.status), h('div', {class: 'actions'}, actions(one))), error ? problem(error) : null,
      card('As it stands', table(`Figures of ${name}`, [{title: 'What', cell: ([key]) => label(key)}, {title: 'Value', cell: ([key, each]) => value(key, each)}], flat),
        one.done !== undefined && one.rounds ? progress('Done', one.done, one.rounds) : null),
      rich.map(([key, each]) => card(label(key), shown(label(key), each))),
      result ? card('Result', shown('Result', result)) : null);
    clearTimeout(timer);
    if (!OVER.includes(one.status)) timer = setTimeout(() => refresh().catch(() => {}), 3000);
  }

  function actions(one) {
    return [
      kind.report ? h('button', {'data-key': 'report', onclick: download}, 'Report') : null,
      page.may('operator') && !OVER.includes(one.status) ? h('button', {class: 'danger', 'data-key': 'cancel', onclick: cancel}, 'Cancel') : null,
    ];
  }

  async function cancel() {
    try {
      await post(`${path}/cancel`);
      error = null;
    } catch (e) {
      error = e;
    }
    await refresh();
  }

  /** As a file: the page itself runs nothing of what it holds. */
  async function download() {
    const answer = await request(`${path}/report`, {raw: true});
    const address = URL.createObjectURL(new Blob([await answer.blob()], {type: 'application/octet-stream'}));
    h('a', {href: address, download: `${name.replace(/[^\w.-]/g, '_')}.html`}).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  return {refresh, close: () => clearTimeout(timer)};
}

/** Whatever it is: lists of records as tables, all else as JSON. */
function shown(title, given) {
  if (Array.isArray(given) && given.length && given.every(each => each !== null && typeof each === 'object' && !Array.isArray(each))) {
    const names = Object.keys(given[0]).filter(name => given.some(each => value(name, each[name]) !== null));
    if (names.length) {
      return table(title, names.map(name => ({title: label(name), number: typeof given[0][name] === 'number', cell: each => value(name, each[name])})), given.slice(0, 500));
    }
  }
  const text = JSON.stringify(given, null, 2);
  return h('details', {}, h('summary', {}, 'Show'), h('pre', {}, text.length > 20000 ? `${text.slice(0, 20000)}\n…` : text));
}
