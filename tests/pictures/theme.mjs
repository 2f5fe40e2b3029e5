// What discord-components draws differently from Discord's present client, by element: added to each element's own
// style sheet. Colours come from the variables in page.css, so that one set of rules serves both themes.

const FONT = "'Noto Sans', sans-serif";

const REPLY = `
  :host { color: var(--muted); margin-bottom: 2px; padding-right: 8px; font-family: ${FONT}; }
  :host:before { border-color: var(--spine) !important; border-width: 2px 0 0 2px; }
  .discord-replied-message-username { color: var(--text); opacity: 0.8; }
  .discord-replied-message-content { overflow: hidden; min-width: 0; }
`;

export const ELEMENT_STYLES = {
  'discord-messages': `
    :host { color: var(--text); background: var(--background); border: 0; font-family: ${FONT}; padding: 12px 0; }
    ::slotted(*:first-child) { margin-top: 0; }
    ::slotted(*:last-child) { margin-bottom: 0; }
  `,
  'discord-message': `
    :host { color: var(--text); font-family: ${FONT}; padding-right: var(--gutter) !important; }
    :host(:hover) { background: none; }
    :host([ephemeral]) { background: var(--ephemeral) !important; padding-top: 6px; padding-bottom: 6px; }
    .discord-author-avatar { margin-top: 2px; }
    .discord-message-content { min-width: 0; line-height: 1.375rem; padding-top: 0; }
    .discord-message-body-only-indent { flex: 0 0 56px; margin: 0 !important; }
    .discord-message-timestamp { color: var(--muted) !important; margin-left: 4px; }
    .discord-message-ephemeral { color: var(--muted); line-height: 16px; margin-top: 6px; }
    .discord-message-ephemeral .discord-message-ephemeral-link { color: var(--link); }
  `,
  'discord-author-info': `
    :host .discord-author-username { color: var(--heading); }
  `,
  'discord-verified-author-tag': `
    :host { font-size: 10px; font-weight: 600; border-radius: 4px; }
  `,
  'discord-command': `${REPLY}
    .discord-context-command-name { flex-shrink: 0; }
    .discord-context-user { margin: 0 4px 0 2px; }
    .discord-message-margintop { margin-top: 0; }
    :host .discord-slash-command-name { color: var(--mention) !important; background: var(--mention-background); border-radius: 4px; }
  `,
  'discord-reply': REPLY,
  'discord-embed': `
    :host { color: var(--text); margin: 4px 0; font-size: 0.875rem; }
    :host .discord-left-border { background: var(--edge); }
    :host .discord-embed-root { min-width: 0; }
    :host .discord-embed-wrapper { background: var(--embed); border: 0; }
    :host .discord-embed-wrapper .discord-embed-grid { padding: 2px 16px 16px 12px; min-width: 0; }
    :host .discord-embed-author, :host .discord-embed-author a { color: var(--heading); }
    :host .discord-embed-author { font-size: 0.875rem; }
    :host(:not([thumbnail])) slot[name='footer']::slotted(*) { grid-column: 1/1; }
  `,
  'discord-embed-description': `
    :host(.title) { color: var(--heading); font-size: 1rem; font-weight: 600; line-height: 1.375rem; }
    :host { overflow-wrap: anywhere; }
  `,
  'discord-embed-fields': `
    :host { grid-template-columns: repeat(12, minmax(0, 1fr)); }
  `,
  'discord-embed-field': `
    :host { overflow-wrap: anywhere; }
  `,
  'discord-embed-footer': `
    :host { color: var(--text); font-weight: 500; }
  `,
  'discord-action-row': `
    :host { margin: 0; }
  `,
  'discord-button': `
    :host > *:first-child { box-sizing: border-box; border-radius: 4px; font-family: ${FONT}; white-space: nowrap; }
    .primary { background: #5865f2; }
    .secondary { background: var(--secondary); color: var(--secondary-text); }
    .success { background: #248046; }
    .destructive { background: #da373c; }
    :host([icon-only]) .emoji { margin-right: 0; }
    .discord-button-launch { margin-left: 8px; }
  `,
  'discord-string-select-menu': `
    :host { width: 100%; }
    .discord-string-select-menu {
      background: var(--select); border-color: var(--select-edge); color: var(--muted); font-size: 1rem; font-weight: 400;
      line-height: 20px; height: 44px; margin: 4px 0; padding: 8px 8px 8px 12px !important; width: 100%; max-width: 400px;
    }
    :host(.chosen) .discord-string-select-menu { color: var(--text); }
  `,
  'discord-link': `
    a { color: var(--link); }
  `,
  'discord-quote': `
    :host { margin: 0; }
    .discord-quote-divider { background: var(--spine); flex: 0 0 4px; }
    blockquote { min-width: 0; }
  `,
  'discord-subscript': `
    :host { display: block; }
    small { color: var(--muted); }
  `,
  'discord-header': `
    :host { color: var(--heading); }
    :host > * { margin: 8px 0 4px; }
  `,
  'discord-code': `
    :host { background: none; font-family: 'Noto Sans Mono', monospace; }
    code { background: var(--code) !important; font-family: 'Noto Sans Mono', monospace; margin: 0; padding: 0.1em 0.25em; }
    :host(:not([multiline])) code { white-space: inherit; }
    :host([multiline]) code { border: 1px solid var(--edge); box-sizing: border-box; width: 100%; padding: 7px; }
  `,
  'discord-pre': `
    :host pre { margin: 6px 0 0; }
  `,
  'discord-mention': `
    :host { color: var(--mention); background: var(--mention-background); }
  `,
  'discord-time': `
    :host { background: var(--time); }
  `,
  'discord-spoiler': `
    :host { background: var(--spine); }
  `,
};

/** Elements whose templates have blanks that would show in running text. */
export const INLINE_ELEMENTS = [
  'discord-bold',
  'discord-italic',
  'discord-underlined',
  'discord-spoiler',
  'discord-quote',
  'discord-subscript',
  'discord-header',
  'discord-list-item',
  'discord-unordered-list',
  'discord-ordered-list',
  'discord-code',
  'discord-pre',
  'discord-time',
  'discord-mention',
  'discord-link',
];
