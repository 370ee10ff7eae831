// Light, dark, or as the system says.

const KEY = 'tifl-theme';
const ORDER = ['system', 'light', 'dark'];

export function current() {
  const kept = localStorage.getItem(KEY);
  return ORDER.includes(kept) ? kept : 'system';
}

export function apply(theme = current()) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function choose(theme) {
  localStorage.setItem(KEY, theme);
  apply(theme);
}

export const themes = ORDER;
