// Operators' tokens, and who did what.

import {get, part, post, remove} from '../api.js';
import {badge, card, empty, field, h, problem, put, table} from '../dom.js';
import * as format from '../format.js';

const PAGE = 50;

export function admin(page) {
  page.title('Admin');
  const said = h('div', {'aria-live': 'polite'});
  const people = h('div', {});
  const log = h('div', {});
  let entries = [];
  let built = false;

  async function refresh() {
    const [operators, newest] = await Promise.all([get('/v1/operators'), get(`/v1/audit?limit=${PAGE}`)]);
    entries = newest;
    if (!built) {
      built = true;
      put(page.main, h('div', {class: 'head'}, h('h1', {}, 'Admin')), said, issue(), people, log);
    }
    put(people, card('Operators’ tokens', table('Whose tokens there are', [
      {title: 'Name', cell: each => each.name},
      {title: 'Role', cell: each => badge(each.role)},
      {title: 'Issued', minor: true, cell: each => format.time(each.created)},
      {title: 'Expires', cell: each => each.expires ? format.time(each.expires) : 'never'},
      {title: 'Hash', minor: true, cell: each => h('code', {}, each.hash.slice(0, 12))},
      {title: 'Change', cell: each => h('button', {class: 'small danger', 'data-key': `revoke ${each.hash}`, 'aria-label': `Revoke the token of ${each.name}`,
        onclick: () => revoke(each)}, 'Revoke')},
    ], operators)));
    drawLog(newest.length === PAGE);
  }

  function drawLog(more) {
    put(log, card('Audit log', entries.length ? table('Who did what, newest first', [
      {title: 'When', cell: each => format.time(each.at)},
      {title: 'Who', cell: each => each.who},
      {title: 'What', cell: each => format.words(each.what)},
      {title: 'Of', cell: each => each.detail},
    ], entries) : empty('Nothing has been done yet'),
    more ? h('p', {}, h('button', {'data-key': 'older', onclick: older}, 'Show older')) : null));
  }

  async function older() {
    const next = await get(`/v1/audit?limit=${PAGE}&before=${entries.at(-1).number}`);
    entries = [...entries, ...next];
    drawLog(next.length === PAGE);
  }

  async function revoke(operator) {
    if (!window.confirm(`Revoke the token of ${operator.name}? Whoever uses it is signed out.`)) return;
    try {
      await remove(`/v1/operators/${part(operator.hash)}`);
      put(said, h('p', {class: 'told'}, `The token of ${operator.name} is revoked.`));
      await refresh();
    } catch (e) {
      put(said, problem(e));
    }
  }

  function issue() {
    const name = h('input', {autocomplete: 'off', required: true});
    const role = h('select', {}, ['viewer', 'operator', 'admin'].map(each => h('option', {value: each}, each)));
    const days = h('input', {inputmode: 'decimal', autocomplete: 'off'});
    return card('Issue a token', h('form', {onsubmit: async event => {
      event.preventDefault();
      try {
        const issued = await post(`/v1/operators?name=${part(name.value)}&role=${role.value}${days.value.trim() ? `&days=${part(days.value.trim())}` : ''}`);
        put(said, h('div', {class: 'told'}, h('p', {}, `Shown this once, for ${name.value}:`),
          h('pre', {}, issued.token)));
        event.target.reset();
        await refresh();
      } catch (e) {
        put(said, problem(e));
      }
    }}, h('div', {class: 'row'}, field('Name', name), field('Role', role), field('Days (empty: for ever)', days),
      h('button', {type: 'submit'}, 'Issue'))));
  }

  return {refresh};
}
