// Clients: who enrolled, who is there, who is shut out; and tokens for new ones.

import {get, part, post} from '../api.js';
import {badge, card, empty, field, h, problem, put, table} from '../dom.js';
import * as format from '../format.js';

const PAGE = 50;

export function clients(page) {
  page.title('Clients');
  const said = h('div', {});
  const result = h('div', {'aria-live': 'polite'});
  const summary = h('p', {class: 'under'});
  const input = h('input', {type: 'search', id: 'client-search', autocomplete: 'off', spellcheck: 'false', oninput: () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(false).catch(show), 250);
  }});
  let timer = null;
  let list = [];
  let more = false;
  let built = false;

  async function refresh() {
    const status = await get('/v1/status');
    if (!built) {
      built = true;
      put(page.main, h('div', {class: 'head'}, h('h1', {}, 'Clients'), summary), said,
        page.may('operator') ? enrol() : null,
        card('Enrolled', h('div', {role: 'search', 'aria-label': 'Clients'}, field('Name begins with', input)), result));
    }
    put(summary, `${format.count(status.clientsPresent)} of ${format.count(status.clientsEnrolled)} enrolled clients are here now.`);
    await load(false);
  }

  async function load(further) {
    const prefix = input.value.trim();
    const after = further && list.length ? `&after=${part(list.at(-1).client)}` : '';
    const next = await get(`/v1/clients?prefix=${part(prefix)}&limit=${PAGE}${after}`);
    if (prefix !== input.value.trim()) return;
    list = further ? [...list, ...next] : next;
    more = next.length === PAGE;
    draw(prefix);
  }

  function draw(prefix) {
    const attributes = client => Object.entries(client.attributes).map(([name, value]) => `${name}: ${value}`).join(', ') || '–';
    const columns = [
      {title: 'Client', cell: client => client.client},
      {title: 'Here', cell: client => client.present ? badge('present') : h('span', {class: 'quiet'}, 'away')},
      {title: 'State', cell: client => badge(client.state)},
      {title: 'Last seen', minor: true, cell: client => h('span', {title: format.time(client.lastSeen)}, client.present ? 'now' : format.ago(client.lastSeen))},
      {title: 'Enrolled', minor: true, cell: client => format.time(client.enrolled)},
      {title: 'Says of itself', cell: attributes},
    ];
    if (page.may('operator')) columns.push({title: 'Change', cell: action});
    put(result, list.length ? table(`Clients${prefix ? ` whose name begins with ${prefix}` : ''}`, columns, list, {key: client => client.client})
      : prefix ? empty(`No client’s name begins with “${prefix}”`, h('p', {}, 'Large and small letters differ.'))
        : empty('No client is enrolled yet', h('p', {}, 'Issue a token above, and start a client with it:'),
          h('pre', {}, `./tifl client ${location.origin} --token TOKEN`)),
    more ? h('p', {}, h('button', {'data-key': 'more', onclick: () => load(true).catch(show)}, 'Show more')) : null);
  }

  function action(client) {
    const verb = client.state === 'barred' ? 'admit' : 'bar';
    return h('button', {class: verb === 'bar' ? 'small danger' : 'small', 'data-key': `change ${client.client}`, 'aria-label': `${verb === 'bar' ? 'Shut out' : 'Admit'} ${client.client}`,
      onclick: async () => {
        if (verb === 'bar' && !window.confirm(`Shut ${client.client} out? Its sessions end within seconds.`)) return;
        try {
          const changed = await post(`/v1/clients/${part(client.client)}/${verb}`);
          list = list.map(each => each.client === changed.client ? changed : each);
          put(said);
          draw(input.value.trim());
        } catch (e) {
          show(e);
        }
      }}, verb === 'bar' ? 'Shut out' : 'Admit');
  }

  function enrol() {
    const count = h('input', {inputmode: 'numeric', value: '1', autocomplete: 'off'});
    const hours = h('input', {inputmode: 'decimal', value: '24', autocomplete: 'off'});
    const tokens = h('div', {'aria-live': 'polite'});
    return card('Let clients in', h('form', {onsubmit: async event => {
      event.preventDefault();
      try {
        const issued = await post(`/v1/enrolment-tokens?count=${part(count.value)}&hours=${part(hours.value)}`);
        put(tokens, h('div', {class: 'told'}, h('p', {}, 'Shown this once; each lets one client in:'),
          h('pre', {}, issued.map(each => each.token).join('\n'))));
      } catch (e) {
        put(tokens, problem(e));
      }
    }}, h('div', {class: 'row'}, field('Tokens', count), field('Valid for (hours)', hours), h('button', {type: 'submit'}, 'Issue tokens'))), tokens);
  }

  const show = e => put(said, problem(e));

  return {refresh, close: () => clearTimeout(timer)};
}
