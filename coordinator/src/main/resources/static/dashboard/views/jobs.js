// All jobs.

import {get, part} from '../api.js';
import {progress} from '../chart.js';
import {badge, card, empty, h, put, table} from '../dom.js';
import * as format from '../format.js';

export function jobs(page) {
  page.title('Jobs');
  let list = [];
  let status = null;

  function draw() {
    const columns = [
      {title: 'Job', cell: job => h('a', {href: `#/jobs/${part(job.name)}`, 'data-key': `job ${job.name}`}, job.name)},
      {title: 'Status', cell: job => badge(job.status)},
      {title: 'Rounds', cell: job => job.progress
        ? progress(`Rounds of ${job.name}`, job.progress.completed, job.progress.rounds) : null},
      {title: 'Accuracy', number: true, cell: job => format.percent(job.progress?.accuracy)},
      {title: 'Model', minor: true, cell: job => job.progress?.model},
      {title: 'Changed', minor: true, cell: job => h('span', {title: format.time(job.updated)}, format.ago(job.updated))},
    ];
    put(page.main,
      h('div', {class: 'head'}, h('h1', {}, 'Jobs'), page.may('operator')
        ? h('div', {class: 'actions'}, h('a', {class: 'button first', href: '#/new', 'data-key': 'new'}, 'New job')) : null),
      tiles(),
      card('All jobs', list.length ? table('All jobs', columns, list, {key: job => job.name}) : nothing()));
  }

  function tiles() {
    const tile = (title, value, more) => h('div', {class: 'tile'}, h('dt', {}, title), h('dd', {}, value, more ? h('small', {}, more) : null));
    return h('dl', {class: 'tiles'},
      tile('Running', format.count(list.filter(job => job.status === 'running').length), `of ${list.length} jobs`),
      tile('Clients here now', format.count(status?.clientsPresent), `of ${format.count(status?.clientsEnrolled)} enrolled`),
      tile('This coordinator', status?.leader ? 'Leads' : 'Stands by', status?.leader ? 'rounds run here' : 'rounds run elsewhere'));
  }

  function nothing() {
    return empty('No job yet', h('p', {}, status?.clientsEnrolled
      ? 'Clients are enrolled; a job gives them something to train.'
      : 'First let some clients in, then create a job for them. A job also waits for clients by itself.'),
    page.may('operator')
      ? h('p', {}, h('a', {class: 'button', href: '#/clients'}, 'Enrol clients'), ' ', h('a', {class: 'button first', href: '#/new'}, 'Create a job'))
      : h('p', {}, 'Your role may look on; an operator creates jobs.'));
  }

  async function refresh() {
    [list, status] = await Promise.all([all(), get('/v1/status')]);
    draw();
  }

  let timer = null;
  return {
    refresh,
    event(name, {job, data}) {
      const known = list.find(each => each.name === job);
      if (name === 'round' && known?.progress) {
        known.progress.completed = data.round + 1;
        known.progress.accuracy = data.accuracy ?? known.progress.accuracy;
        known.updated = new Date().toISOString();
      } else if (name === 'status' && known) {
        known.status = data.status;
        page.say(`Job ${job} is ${data.status}.`);
      }
      timer ??= setTimeout(() => {
        timer = null;
        if (known) draw();
        else refresh().catch(() => {});
      }, 400);
    },
    close: () => clearTimeout(timer),
  };
}

async function all() {
  const list = [];
  while (true) {
    const next = await get(`/v1/jobs?limit=200${list.length ? `&after=${part(list.at(-1).name)}` : ''}`);
    list.push(...next);
    if (next.length < 200 || list.length >= 2000) return list;
  }
}
