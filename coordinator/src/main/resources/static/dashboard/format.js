// Numbers as people read them. All in one language, so that units and digits agree with the documentation.

const whole = new Intl.NumberFormat('en-GB');

export const count = value => value === null || value === undefined ? '–' : whole.format(value);

export const percent = (value, digits = 1) =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(digits)} %`;

export const real = (value, digits = 3) =>
  value === null || value === undefined ? '–' : Number(value.toPrecision(digits)).toString();

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(value) {
  if (value === null || value === undefined) return '–';
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? whole.format(size) : size.toPrecision(3)} ${SIZES[unit]}`;
}

export function seconds(value) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0 s';
  if (value < 0.0995) return `${(value * 1000).toPrecision(2)} ms`;
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 90) return `${value.toFixed(1)} s`;
  if (value < 5400) return `${(value / 60).toFixed(1)} min`;
  if (value < 172800) return `${(value / 3600).toFixed(1)} h`;
  return `${(value / 86400).toFixed(1)} d`;
}

const moment = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'short'});

export function time(value) {
  return value ? moment.format(new Date(value)) : '–';
}

/** How long ago, in words. */
export function ago(value) {
  if (!value) return 'never';
  const passed = (Date.now() - new Date(value)) / 1000;
  if (passed < 10) return 'just now';
  if (passed < 90) return `${Math.round(passed)} s ago`;
  if (passed < 5400) return `${Math.round(passed / 60)} min ago`;
  if (passed < 129600) return `${Math.round(passed / 3600)} h ago`;
  return `${Math.round(passed / 86400)} days ago`;
}

export const words = name => name.replaceAll('-', ' ');
