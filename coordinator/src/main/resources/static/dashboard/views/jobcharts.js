// How a job got on: accuracy, bytes, times.

import {bars, lines} from '../chart.js';
import {card, empty, h} from '../dom.js';
import * as format from '../format.js';

const ROUND = {title: 'round', format: value => String(value), whole: true};
const ACCURACY = {low: 0, format: (value, exact) => format.percent(value, exact ? 2 : 0)};
const BARS = 60;

export function accuracyCards({evaluations, job}) {
  if (!evaluations.length) {
    return [card('Accuracy', empty('Not evaluated yet', h('p', {},
      'Clients judge the model on their own test data every few rounds: evaluate-every in the definition.')))];
  }
  const first = Date.parse(job.created);
  const at = each => (Date.parse(each.started) - first) / 1000 + each.seconds;
  const tiers = Math.max(...evaluations.map(each => each.tierAccuracy.length));
  const ofTier = tier => evaluations.filter(each => each.tierAccuracy[tier] !== null && each.tierAccuracy[tier] !== undefined)
    .map(each => [each.round, each.tierAccuracy[tier]]);
  const cards = [
    card('Accuracy', lines({title: 'Accuracy by round', note: 'on the clients’ test data', x: ROUND, y: ACCURACY,
      series: [{name: 'accuracy', points: evaluations.map(each => [each.round, each.accuracy])}]})),
    card('Accuracy over time', lines({title: 'Accuracy by time since the job was created', y: ACCURACY,
      x: {title: 'time', format: format.seconds},
      series: [{name: 'accuracy', points: evaluations.map(each => [at(each), each.accuracy])}]})),
  ];
  if (tiers > 1) {
    cards.push(card('Accuracy of tiers', lines({title: 'Accuracy of each tier', note: '0 is the fastest', x: ROUND, y: ACCURACY,
      series: Array.from({length: tiers}, (_, tier) => ({name: `tier ${tier}`, points: ofTier(tier)}))})));
  }
  cards.push(card('Loss', lines({title: 'Loss by round', note: 'on the clients’ test data', x: ROUND,
    y: {low: 0, format: (value, exact) => format.real(value, exact ? 5 : 3)},
    series: [{name: 'loss', points: evaluations.map(each => [each.round, each.loss])}]})));
  return cards;
}

export function trafficCard({rounds, modelBytes}) {
  const latest = rounds.slice(-BARS);
  if (!latest.length) return null;
  return card('Bytes', bars({title: 'Bytes of each round', note: modelBytes
    ? `each client asked is sent ${format.bytes(modelBytes)}` : 'as received',
  names: modelBytes ? ['sent', 'received'] : ['received'], x: ROUND, y: {format: format.bytes},
  rows: latest.map(round => ({x: round.round, values: modelBytes
    ? [round.asked * modelBytes, round.uploadBytes] : [round.uploadBytes]}))}));
}

const PHASES = ['query', 'train', 'secure', 'evaluate', 'combine'];
const NAMES = {query: 'ask before', train: 'train', secure: 'secure sum', evaluate: 'evaluate', combine: 'combine and keep'};

export function timeCard({phases, rounds}) {
  const latest = phases.slice(-BARS);
  if (latest.length) {
    const used = PHASES.filter(phase => latest.some(each => each.seconds[phase]));
    return card('Time', bars({title: 'Time of each round by phase', note: 'rounds since this coordinator leads', names: used.map(each => NAMES[each]),
      x: ROUND, y: {format: format.seconds},
      rows: latest.map(each => ({x: each.round, values: used.map(phase => each.seconds[phase] ?? 0)}))}));
  }
  return rounds.length ? card('Time', bars({title: 'Time until enough had answered', names: ['answers'], x: ROUND,
    y: {format: format.seconds}, rows: rounds.slice(-BARS).map(round => ({x: round.round, values: [round.seconds]}))})) : null;
}
