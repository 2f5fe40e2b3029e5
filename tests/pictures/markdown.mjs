// Discord's message markdown -> HTML made of discord-components' elements.
//
// The rules are those of simple-markdown, which Discord's own client extends, tried at each position in the order
// of the list; bold, italics and underline compete there and the longest match wins. A backslash before a
// punctuation character makes it a plain character, everywhere but in code.
import twemoji from '@discordapp/twemoji';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Plain text -> HTML text. */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** The picture of one emoji, as a path that the page's server answers. */
export const emojiPath = (emoji) => {
  const bare = emoji.includes('\u200d') ? emoji : emoji.replace(/\ufe0f/g, '');
  return `/emoji/${twemoji.convert.toCodePoint(bare)}.svg`;
};

// Discord leaves these three as letters.
const NOT_EMOJI = new Set(['©', '®', '™']);

/** Plain text -> HTML text with emoji as pictures. */
export const textToHtml = (text) =>
  twemoji.replace(escapeHtml(text), (emoji) =>
    NOT_EMOJI.has(emoji) ? emoji : `<img class="emoji" alt="${emoji}" src="${emojiPath(emoji)}">`,
  );

const DATE_STYLES = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** `<t:SECONDS:STYLE>` as a reader in `timezone` sees it at the moment `now`. */
export const formatTime = (seconds, style, { now, timezone = 'UTC', locale = 'en-GB' }) => {
  if (style !== 'R') {
    return new Intl.DateTimeFormat(locale, { timeZone: timezone, ...DATE_STYLES[style] }).format(seconds * 1000);
  }
  const delta = seconds - Math.round(now.getTime() / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(delta) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(delta / size), unit);
};

const link = (href, html) => `<discord-link href="${escapeHtml(href)}">${html}</discord-link>`;
const element = (name) => (match, state) => `<${name}>${inline(match[1], state)}</${name}>`;
const mention = (type, prefix) => (match, state) =>
  `<discord-mention type="${type}">${escapeHtml(state.names?.[match[1]] ?? `${prefix}${match[1]}`)}</discord-mention>`;

/** Rules that hold at the start of a line, outside a quote. Each takes the line break that ends it. */
const QUOTE_RULES = [
  [/^ *>>> ([^]*)/, (match, state) => quote(match[1], state)],
  [/^ *> [^\n]*(?:\n *> [^\n]*)*\n?/, (match, state) =>
    quote(match[0].replace(/^ *> /gm, '').replace(/\n$/, ''), state)],
];

/** Rules that hold at the start of a line. Each takes the line break that ends it. */
const LINE_RULES = [
  [/^ *(#{1,3}) +([^\n]+?) *#*(?:\n|$)/, (match, state) =>
    `<discord-header level="${match[1].length}">${inline(match[2], state)}</discord-header>`],
  [/^ *-# +([^\n]+)(?:\n|$)/, element('discord-subscript')],
  [/^ *(?:[-*]|\d{1,9}\.) +\S[^\n]*(?:\n *(?:[-*]|\d{1,9}\.) +\S[^\n]*)*\n?/, (match, state) =>
    list(match[0].replace(/\n$/, '').split('\n'), state)],
];

const MASKED_LINK =
  /^\[((?:\\.|\[[^\]]*\]|[^[\]\\])+)\]\(\s*<?(https?:\/\/(?:\([^()\s]*\)|\\.|[^\s\\()<>])+)>?(?:\s+"[^"]*")?\s*\)/;

const bareLink = (href, state) => (state.links ? link(href, escapeHtml(href)) : escapeHtml(href));

const INLINE_RULES = [
  [/^\\([^0-9A-Za-z\s])/u, (match) => escapeHtml(match[1])],
  [/^```(?:[\w+.#-]+\n)?\n*([^\n][^]*?)\n*```\n?/, codeBlock],
  [/^(`+)([^]*?[^`])\1(?!`)/, (match, state) =>
    `<discord-code${state.embed ? ' embed' : ''}>${escapeHtml(match[2].replace(/^ (?=`)|(?<=`) $/g, ''))}</discord-code>`],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (match, state) =>
    `<discord-time>${escapeHtml(formatTime(Number(match[1]), match[2] ?? 'f', state))}</discord-time>`],
  [/^<@!?(\d+)>/, mention('user', 'user ')],
  [/^<@&(\d+)>/, mention('role', 'role ')],
  [/^<#(\d+)>/, mention('channel', 'channel ')],
  [/^<\/([\w -]+):\d+>/, (match) => `<discord-mention type="slash">${escapeHtml(match[1])}</discord-mention>`],
  [/^<a?:(\w+):\d+>/, (match) => escapeHtml(`:${match[1]}:`)],
  [/^<(https?:\/\/[^\s<>]+)>/, (match, state) => bareLink(match[1], state)],
  [MASKED_LINK, (match, state) =>
    state.links ? link(unescape(match[2]), inline(match[1], { ...state, links: false })) : escapeHtml(match[0])],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/, (match, state) => bareLink(match[0], state)],
  [/^~~([^]+?)~~/, (match, state) => `<s>${inline(match[1], state)}</s>`],
  [/^\|\|([^]+?)\|\|/, element('discord-spoiler')],
];

/** Longest match first; where two are as long, the one listed first. */
const COMPETING_RULES = [
  [/^\*(?=\S)((?:\*\*|\\[^]|\s+(?:\\[^]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, element('discord-italic')],
  [/^_((?:__|\\[^]|[^\\_])+?)_(?!\w)/, element('discord-italic')],
  [/^\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/, element('discord-bold')],
  [/^__((?:\\[^]|[^\\])+?)__(?!_)/, element('discord-underlined')],
];

const unescape = (text) => text.replace(/\\([^0-9A-Za-z\s])/gu, '$1');

function codeBlock(match, state) {
  return `<discord-code multiline${state.embed ? ' embed' : ''}>${escapeHtml(match[1])}</discord-code>`;
}

function quote(text, state) {
  return `<discord-quote>${blocks(text, { ...state, quoted: true })}</discord-quote>`;
}

/** A list line's indentation, its number (undefined for a bullet) and its text. */
const listItem = (line) => /^( *)(?:[-*]|(\d{1,9})\.) +(.*)$/.exec(line);

/** Lines of list items -> lists: a deeper line starts a list inside, another kind of marker a list of its own. */
function list(lines, state) {
  const [, indent, number] = listItem(lines[0]);
  const tag = number === undefined ? 'discord-unordered-list' : 'discord-ordered-list';
  let items = '';
  let at = 0;
  while (at < lines.length) {
    const [, depth, marker, text] = listItem(lines[at]);
    let next = at + 1;
    if (depth.length > indent.length) {
      while (next < lines.length && listItem(lines[next])[1].length > indent.length) next += 1;
      items += list(lines.slice(at, next), state);
    } else {
      if ((marker === undefined) !== (number === undefined)) break;
      items += `<discord-list-item>${inline(text, state)}</discord-list-item>`;
    }
    at = next;
  }
  const html = `<${tag}${number === undefined ? '' : ` start="${number}"`}>${items}</${tag}>`;
  return at < lines.length ? html + list(lines.slice(at), state) : html;
}

function firstMatch(rules, text) {
  for (const [pattern, write] of rules) {
    const match = pattern.exec(text);
    if (match) return { match, write };
  }
  return undefined;
}

function longestMatch(text) {
  const matches = COMPETING_RULES.map(([pattern, write]) => ({ match: pattern.exec(text), write }));
  const found = matches.filter(({ match }) => match);
  return found.toSorted((one, other) => other.match[0].length - one.match[0].length)[0];
}

/** What a rule may not start in the middle of: `http` in `xhttp://`, not `_` in `a_b`. */
const insideWord = (before, character) => /[0-9A-Za-z]$/.test(before) && /[0-9A-Za-z]/.test(character);

function scan(text, state, lineRules) {
  let html = '';
  let plain = '';
  let lineStart = true;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const hit =
      (lineStart && firstMatch(lineRules, rest)) ||
      (!insideWord(plain, rest[0]) && (firstMatch(INLINE_RULES, rest) ?? longestMatch(rest)));
    if (hit) {
      html += textToHtml(plain) + hit.write(hit.match, state);
      plain = '';
    } else {
      plain += rest[0];
    }
    at += hit ? hit.match[0].length : 1;
    lineStart = text[at - 1] === '\n';
  }
  return html + textToHtml(plain);
}

const inline = (text, state) => scan(text, state, []);
const blocks = (text, state) => scan(text, state, state.quoted ? LINE_RULES : [...QUOTE_RULES, ...LINE_RULES]);

/**
 * A whole text: message content, an embed's description or a field's value.
 *
 * `context`: `now` (Date, for relative times), `timezone`, `locale`, `names` (id -> name of a mentioned user, role or
 * channel), `embed` (whether the text stands in an embed, where code has another background).
 */
export const markdownToHtml = (text, context) => blocks(text, { links: true, ...context });

/** A single line without links, quotes, headings or lists: an embed's title or a field's name. */
export const titleToHtml = (text, context) => inline(text, { ...context, links: false });
