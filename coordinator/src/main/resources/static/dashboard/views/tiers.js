// The tiers as they stand, and how they drift.

import {lines} from '../chart.js';
import {card, empty, h, table} from '../dom.js';
import * as format from '../format.js';

const ROUND = {title: 'round', format: value => String(value), whole: true};
const MOVES = 30;

export function tierCards({tiers, history, rounds}) {
  if (!tiers) {
    return [card('Tiers', empty('No tiers yet', h('p', {}, 'They are made when the job begins, from how fast its clients are.')))];
  }
  const cards = [standing(tiers)];
  if (history.length && tiers.tiers.length > 1) cards.push(drift(history, tiers.tiers, rounds), sizes(history, tiers.tiers, rounds));
  const moves = history.flatMap(change => change.moves.map(move => ({...move, round: change.round}))).slice(-MOVES).reverse();
  if (moves.length) cards.push(moved(moves));
  return cards;
}

function standing(tiers) {
  return card('Tiers', table('Tiers as they stand, fastest first', [
    {title: 'Tier', cell: tier => tier.tier},
    {title: 'Clients', number: true, cell: tier => format.count(tier.clients)},
    {title: 'Drawn', number: true, cell: tier => format.percent(tier.probability, 0)},
    {title: 'Rate of a client', minor: true, number: true, cell: tier => format.percent(tier.rate)},
    {title: 'Mean time', number: true, cell: tier => format.seconds(tier.meanSeconds)},
    {title: 'Slowest', number: true, cell: tier => format.seconds(tier.maxSeconds)},
    {title: 'Credits', minor: true, number: true, cell: tier => tier.credits === null ? null : format.count(tier.credits)},
  ], tiers.tiers), tiers.dropOuts ? h('p', {class: 'quiet'}, `${tiers.dropOuts} clients are in no tier: they are away, or were too slow.`) : null,
  tiers.warning ? h('p', {class: 'warned'}, tiers.warning) : null);
}

/** The history has a line where clients moved; the last point is what stands now. */
function over(history, now, rounds, value) {
  const last = rounds.at(-1)?.round ?? 0;
  const count = Math.max(...history.map(change => change.tiers.length));
  return Array.from({length: count}, (_, tier) => {
    const points = history.filter(change => change.tiers[tier]).map(change => [change.round, value(change.tiers[tier])]);
    if (points.length && points.at(-1)[0] < last && now[tier]) points.push([last, value(now[tier])]);
    return {name: `tier ${tier}`, points};
  });
}

function drift(history, now, rounds) {
  return card('Drift', lines({title: 'Mean time of each tier’s clients', note: '0 is the fastest', x: ROUND, steps: true,
    y: {low: 0, format: format.seconds}, series: over(history, now, rounds, tier => tier.meanSeconds)}));
}

function sizes(history, now, rounds) {
  return card('Sizes of tiers', lines({title: 'Clients in each tier', x: ROUND, steps: true,
    y: {low: 0, format: format.count}, series: over(history, now, rounds, tier => tier.clients)}));
}

function moved(moves) {
  const shown = tier => tier === null ? 'none' : `tier ${tier}`;
  return card('Clients that moved', table('Clients that changed their tier, latest first', [
    {title: 'Client', cell: move => move.client},
    {title: 'After round', number: true, cell: move => move.round},
    {title: 'From', cell: move => shown(move.from)},
    {title: 'To', cell: move => shown(move.to)},
  ], moves));
}
