// A conversation (see README.md) -> the HTML of the page that shows it.
import { emojiPath, escapeHtml, formatTime, markdownToHtml, textToHtml, titleToHtml } from './markdown.mjs';

const EPHEMERAL = 1 << 6;
const ACTION_ROW = 1;
const BUTTON = 2;
const SELECT_MENUS = new Set([3, 5, 6, 7, 8]);
const BUTTON_TYPES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive', 5: 'secondary' };
const FONTS = ['400', '500', '600', '700', '400-italic', '600-italic', '700-italic'];
/** Discord leaves the name out of a message that follows within this time of one by the same author. */
const GROUP_MS = 7 * 60 * 1000;

const attributes = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`))
    .join('');

const tag = (name, values, html = '') => `<${name}${attributes(values)}>${html}</${name}>`;

const AVATAR_COLOURS = ['#5865f2', '#3ba55d', '#b5622f', '#8a4fbf', '#c0392b', '#2c7a8c'];

/** A disc with the author's initials, for an author without `avatar`. */
const initialsAvatar = ({ name, bot }) => {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  const initials = words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('');
  const sum = [...name].reduce((total, character) => total + character.codePointAt(0), 0);
  const fill = bot ? '#1f4e79' : AVATAR_COLOURS[sum % AVATAR_COLOURS.length];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${fill}"/>` +
    `<text x="40" y="52" font-family="Noto Sans, sans-serif" font-size="34" font-weight="600" fill="#fff" ` +
    `text-anchor="middle">${escapeHtml(initials)}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
};

const avatar = (author, context) => (author.avatar ? context.picture(author.avatar) : initialsAvatar(author));

/** "14:05" on the day of `now`, "Yesterday at 14:05", else the date as well. */
const messageTime = (iso, context) => {
  const seconds = Date.parse(iso) / 1000;
  const day = (ms) => formatTime(ms / 1000, 'd', context);
  const time = formatTime(seconds, 't', context);
  if (day(seconds * 1000) === day(context.now.getTime())) return `Today at ${time}`;
  if (day(seconds * 1000) === day(context.now.getTime() - 86_400_000)) return `Yesterday at ${time}`;
  return `${day(seconds * 1000)} ${time}`;
};

const emojiSource = (emoji) => {
  if (!emoji) return undefined;
  if (emoji.id) throw new Error(`custom emoji "${emoji.name}" has no local picture: use a Unicode emoji`);
  return emojiPath(emoji.name);
};

const button = ({ style, label, emoji, disabled, url }) => {
  if (!BUTTON_TYPES[style]) throw new Error(`button style ${style} is not covered: use 1 to 5`);
  const values = { type: BUTTON_TYPES[style], url, disabled, emoji: emojiSource(emoji), 'emoji-name': emoji?.name };
  return tag('discord-button', { ...values, 'icon-only': !label }, textToHtml(label ?? ''));
};

const selectMenu = ({ placeholder, options = [], disabled }) => {
  const chosen = options.filter((option) => option.default).map((option) => option.label);
  const text = chosen.length ? chosen.join(', ') : (placeholder ?? 'Make a selection');
  return tag('discord-string-select-menu', { placeholder: text, disabled, class: chosen.length > 0 && 'chosen' });
};

const component = (part) => {
  if (part.type === BUTTON) return button(part);
  if (SELECT_MENUS.has(part.type)) return selectMenu(part);
  throw new Error(`component type ${part.type} is not covered: use action rows of buttons and select menus`);
};

const actionRow = (row) => {
  if (row.type !== ACTION_ROW) throw new Error(`component type ${row.type} is not covered at the top of a message`);
  return tag('discord-action-row', { slot: 'components' }, row.components.map(component).join(''));
};

const markdown = (html) => `<span class="markdown">${html}</span>`;

/** The grid columns of each field: up to three inline fields in a row, sharing its width. */
const fieldColumns = (fields) => {
  const columns = [];
  for (let at = 0; at < fields.length; ) {
    let count = 0;
    while (count < 3 && fields[at + count]?.inline) count += 1;
    const width = 12 / Math.max(count, 1);
    for (let index = 0; index < Math.max(count, 1); index += 1) {
      columns.push(`${1 + index * width}/${1 + (index + 1) * width}`);
    }
    at += Math.max(count, 1);
  }
  return columns;
};

const embedFields = (fields, context) => {
  const columns = fieldColumns(fields);
  const html = fields.map(({ name, value }, index) =>
    tag(
      'discord-embed-field',
      { style: `grid-column: ${columns[index]}` },
      `<div class="field-name">${markdown(titleToHtml(name, context))}</div>${markdown(markdownToHtml(value, context))}`,
    ),
  );
  return tag('discord-embed-fields', { slot: 'fields' }, html.join(''));
};

const embedFooter = ({ footer, timestamp }, context) => {
  const parts = [footer?.text && textToHtml(footer.text), timestamp && escapeHtml(messageTime(timestamp, context))];
  const image = footer?.icon_url ? `<img class="footer-image" alt="" src="${escapeHtml(context.picture(footer.icon_url))}">` : '';
  return tag('discord-embed-footer', { slot: 'footer' }, `${image}<span class="markdown">${parts.filter(Boolean).join(' • ')}</span>`);
};

const embedTitle = ({ title, url }, context) => {
  const html = titleToHtml(title, context);
  const linked = url ? `<discord-link href="${escapeHtml(url)}">${html}</discord-link>` : html;
  return tag('discord-embed-description', { slot: 'description', class: 'title' }, markdown(linked));
};

const embed = (body, messageContext) => {
  const context = { ...messageContext, embed: true };
  const colour = typeof body.color === 'number' ? `#${body.color.toString(16).padStart(6, '0')}` : undefined;
  const values = {
    slot: 'embeds',
    color: colour,
    'author-name': body.author?.name,
    'author-url': body.author?.url,
    'author-image': body.author?.icon_url && context.picture(body.author.icon_url),
    image: body.image && context.picture(body.image.url),
    thumbnail: body.thumbnail && context.picture(body.thumbnail.url),
  };
  const description =
    body.description &&
    tag('discord-embed-description', { slot: 'description' }, markdown(markdownToHtml(body.description, context)));
  const html = [
    body.title && embedTitle(body, context),
    description,
    body.fields?.length && embedFields(body.fields, context),
    (body.footer || body.timestamp) && embedFooter(body, context),
  ];
  return tag('discord-embed', values, html.filter(Boolean).join(''));
};

const targetMessage = (target, context) => {
  const message = typeof target === 'number' ? context.messages[target] : target;
  if (!message?.author) throw new Error(`not a message nor the index of one: ${JSON.stringify(target)}`);
  const content = message.payload?.content ?? message.content ?? '';
  return { author: message.author, text: content.replace(/```(?:[\w+.#-]+\n)?/g, '`').replace(/\s+/g, ' ') };
};

/** HTML of running text -> the text that it shows. */
const shownText = (html) =>
  html
    .replace(/<img [^>]*alt="([^"]*)"[^>]*>/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]);

/** What a right-click command was used on. */
const commandTarget = (target, context) => {
  const { author, text } = targetMessage(target, context);
  return {
    type: 'message_command',
    'context-user-name': author.name,
    'context-user-image': avatar(author, context),
    'context-user-role-color': author.colour,
    'context-user-bot': author.bot,
    'context-message-reply': shownText(titleToHtml(text, context)) || 'Click to see attachment',
  };
};

/** The line above an answer to a command: "Ana used /ask", or a right-click command and its message. */
const commandLine = (command, context) => {
  const match = typeof command === 'string' ? /^(.+?) used (\/.+)$/.exec(command) : undefined;
  const { user, name, message } = match ? { user: match[1], name: match[2] } : command;
  if (!user || !(name?.startsWith('/') || (name && message !== undefined))) {
    throw new Error(`"command" must be "NAME used /COMMAND" or {"user", "name", "message"}, not ${JSON.stringify(command)}`);
  }
  const author = context.authors.get(user) ?? { name: user };
  return tag('discord-command', {
    slot: 'reply',
    author: author.name,
    avatar: avatar(author, context),
    'role-color': author.colour,
    command: name.replace(/^\//, ''),
    ...(name.startsWith('/') ? { type: 'slash_command' } : commandTarget(message, context)),
  });
};

/** The line above a reply; the `@` says that it pinged. */
const replyLine = ({ reply_to: target, payload }, context) => {
  const { author, text } = targetMessage(target, context);
  const mentions = payload.allowed_mentions?.replied_user !== false;
  const values = { slot: 'reply', author: author.name, bot: author.bot, 'role-color': author.colour };
  const preview = text ? titleToHtml(text, context) : '<em>Click to see attachment</em>';
  return tag('discord-reply', { ...values, avatar: avatar(author, context), mentions }, preview);
};

const isEphemeral = (message) => Boolean((message.payload.flags ?? 0) & EPHEMERAL);

const continues = (message, previous) =>
  previous !== undefined &&
  previous.author.name === message.author.name &&
  !message.command &&
  message.reply_to === undefined &&
  isEphemeral(message) === isEphemeral(previous) &&
  (!message.timestamp || !previous.timestamp || Date.parse(message.timestamp) - Date.parse(previous.timestamp) < GROUP_MS);

const messageHtml = (message, index, context) => {
  const { author, payload, timestamp } = message;
  const values = {
    author: author.name,
    bot: author.bot,
    avatar: avatar(author, context),
    'role-color': author.colour,
    timestamp: timestamp ? messageTime(timestamp, context) : '',
    ephemeral: isEphemeral(message),
    'message-body-only': continues(message, context.messages[index - 1]),
  };
  const html = [
    message.command && commandLine(message.command, context),
    message.reply_to !== undefined && replyLine(message, context),
    payload.content && markdown(markdownToHtml(payload.content, context)),
    ...(payload.embeds ?? []).map((body) => embed(body, context)),
    ...(payload.components ?? []).map(actionRow),
  ];
  return tag('discord-message', values, html.filter(Boolean).join(''));
};

/** The moment at which the reader looks: as given, else that of the last message. */
const readingMoment = ({ now, messages }) => {
  const stamps = messages.map((message) => message.timestamp).filter(Boolean);
  return new Date(now ?? stamps.at(-1) ?? 0);
};

const IMPORTS = {
  '@skyra/discord-components-core': '/node_modules/@skyra/discord-components-core/dist/index.js',
  '@lit/context': '/node_modules/@lit/context/index.js',
  '@lit/reactive-element': '/node_modules/@lit/reactive-element/reactive-element.js',
  '@lit/reactive-element/': '/node_modules/@lit/reactive-element/',
  'lit-element/': '/node_modules/lit-element/',
  'lit-html': '/node_modules/lit-html/lit-html.js',
  'lit-html/': '/node_modules/lit-html/',
  lit: '/node_modules/lit/index.js',
  'lit/': '/node_modules/lit/',
};

/**
 * The page of a conversation. `picture` turns the address of a picture into one that needs no network, or throws.
 * The page sets `data-ready` on its root once everything is drawn.
 */
export const pageHtml = (conversation, { picture, theme = conversation.theme ?? 'dark' }) => {
  const { messages, names, timezone, locale } = conversation;
  const authors = new Map(messages.map(({ author }) => [author.name, author]));
  const context = { messages, authors, names, timezone, locale, now: readingMoment(conversation), picture };
  const sheets = FONTS.map((font) => `/node_modules/@fontsource/noto-sans/${font}.css`);
  const links = [...sheets, '/node_modules/@fontsource/noto-sans-mono/400.css', '/page.css'];
  return `<!doctype html>
<html lang="${escapeHtml(locale ?? 'en-GB')}" data-theme="${escapeHtml(theme)}">
<meta charset="utf-8">
${links.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<template><discord-messages>${messages.map((message, index) => messageHtml(message, index, context)).join('')}</discord-messages></template>
<script type="module" src="/draw.mjs"></script>
</html>
`;
};
