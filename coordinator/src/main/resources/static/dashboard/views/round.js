// One round, with what became of each of its clients.

import {get, part} from '../api.js';
import {badge, card, h, put, table} from '../dom.js';
import * as format from '../format.js';

export function round(page, job, number) {
  page.title(`${job}, round ${number}`);
  return {
    async refresh() {
      const detail = await get(`/v1/jobs/${part(job)}/rounds/${number}`);
      draw(page, job, detail);
    },
  };
}

function draw(page, job, {round: one, clients, tierAccuracy, query}) {
  const tile = (title, value, more) => h('div', {class: 'tile'}, h('dt', {}, title), h('dd', {}, value, more ? h('small', {}, more) : null));
  const why = client => [client.rejection ? format.words(client.rejection) : null, client.detail || null].filter(Boolean).join(': ');
  put(page.main,
    h('p', {}, h('a', {href: `#/jobs/${part(job)}`}, `Back to ${job}`)),
    h('div', {class: 'head'}, h('h1', {}, `Round ${one.round}`), badge(one.status), h('p', {class: 'under'}, `began ${format.time(one.started)}`)),
    h('dl', {class: 'tiles'},
      tile('Counted', `${one.counted} of ${one.asked}`),
      tile('Took', format.seconds(one.seconds)),
      tile('Received', format.bytes(one.uploadBytes)),
      tile('Tier', one.tier ?? 'all'),
      tile('Model version', format.count(one.modelVersion)),
      tile('Accuracy', format.percent(one.accuracy), one.loss === null ? 'not evaluated after it' : `loss ${format.real(one.loss, 4)}`)),
    card('Clients', table('Clients of this round, in order of arrival', [
      {title: 'Client', cell: client => client.client},
      {title: 'What came of it', cell: client => badge(client.status)},
      {title: 'Took', number: true, cell: client => format.seconds(client.seconds)},
      {title: 'Examples', minor: true, number: true, cell: client => format.count(client.examples)},
      {title: 'Sent', minor: true, number: true, cell: client => format.bytes(client.uploadBytes)},
      {title: 'Why not', cell: client => why(client) || '–'},
    ], clients)),
    tierAccuracy.length > 1 ? card('Accuracy of tiers', table('Accuracy of each tier after this round', [
      {title: 'Tier', cell: row => row.tier}, {title: 'Accuracy', number: true, cell: row => format.percent(row.accuracy, 2)},
    ], tierAccuracy.map((accuracy, tier) => ({tier, accuracy})))) : null,
    query ? card('Asked before the draw', h('p', {}, `${query.answered} of ${query.asked} answered in ${format.seconds(query.seconds)}; `
      + `${format.bytes(query.downloadBytes)} sent, ${format.bytes(query.uploadBytes)} received.`)) : null);
}
