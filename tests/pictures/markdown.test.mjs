import assert from 'node:assert/strict';
import { test } from 'node:test';

import { markdownToHtml, titleToHtml } from './markdown.mjs';

const CONTEXT = { now: new Date('2026-03-02T12:00:00Z'), timezone: 'UTC', locale: 'en-GB' };
const html = (text, context = {}) => markdownToHtml(text, { ...CONTEXT, ...context });

test('bold, italics, underline, strike and spoiler become their elements', () => {
  assert.equal(
    html('**b** *i* _i_ __u__ ~~s~~ ||x||'),
    '<discord-bold>b</discord-bold> <discord-italic>i</discord-italic> <discord-italic>i</discord-italic> ' +
      '<discord-underlined>u</discord-underlined> <s>s</s> <discord-spoiler>x</discord-spoiler>',
  );
});

test('three asterisks are bold in italics', () => {
  assert.equal(html('***x***'), '<discord-italic><discord-bold>x</discord-bold></discord-italic>');
});

test('underscores inside a word and lone asterisks stay as they are', () => {
  assert.equal(html('snake_case_name, 2 * 3 * 4, 5*'), 'snake_case_name, 2 * 3 * 4, 5*');
});

test('a backslash makes punctuation plain, also inside bold', () => {
  assert.equal(html('\\*a\\* \\[b\\](c) \\`d\\` **e\\*\\*f**'), '*a* [b](c) `d` <discord-bold>e**f</discord-bold>');
});

test('a backslash before a letter stays', () => {
  assert.equal(html('C:\\new'), 'C:\\new');
});

test('an escaped line marker starts no block', () => {
  assert.equal(html('\\> q\n\\# h\n\\- l\n1\\. n\n\\-# s'), '&gt; q\n# h\n- l\n1. n\n-# s');
});

test('a quote joins its lines and keeps bold that crosses them', () => {
  assert.equal(html('> a **b\n> c** d\nafter'), '<discord-quote>a <discord-bold>b\nc</discord-bold> d</discord-quote>after');
});

test('a quote needs the space, and a quote in a quote is text', () => {
  assert.equal(html('>a'), '&gt;a');
  assert.equal(html('> > a'), '<discord-quote>&gt; a</discord-quote>');
});

test('three angle brackets quote to the end', () => {
  assert.equal(html('>>> a\n\nb'), '<discord-quote>a\n\nb</discord-quote>');
});

test('subtext ends at the line break and holds links', () => {
  assert.equal(
    html('-# see [x](https://a.test/b)\nnext'),
    '<discord-subscript>see <discord-link href="https://a.test/b">x</discord-link></discord-subscript>next',
  );
});

test('a masked link takes brackets, escapes and parentheses', () => {
  assert.equal(
    html('[**a** \\[b\\]](https://a.test/c_(d)) e'),
    '<discord-link href="https://a.test/c_(d)"><discord-bold>a</discord-bold> [b]</discord-link> e',
  );
});

test('a bare link leaves the full stop', () => {
  assert.equal(html('at https://a.test/b_c_d.'), 'at <discord-link href="https://a.test/b_c_d">https://a.test/b_c_d</discord-link>.');
});

test('inline code is literal', () => {
  assert.equal(html('`a **b** \\* <c>`'), '<discord-code>a **b** \\* &lt;c&gt;</discord-code>');
  assert.equal(html('``a`b``', { embed: true }), '<discord-code embed>a`b</discord-code>');
});

test('a code block drops its language', () => {
  assert.equal(html('```py\nx = "*1*"\n```'), '<discord-code multiline>x = &quot;*1*&quot;</discord-code>');
});

test('times are shown in the zone and relative to the moment given', () => {
  const noon = Date.parse('2026-03-01T12:00:00Z') / 1000;
  assert.equal(html(`<t:${noon}:d>`), '<discord-time>01/03/2026</discord-time>');
  assert.equal(html(`<t:${noon}:R>`), '<discord-time>yesterday</discord-time>');
  assert.equal(html(`<t:${noon}:t>`, { timezone: 'Europe/Paris' }), '<discord-time>13:00</discord-time>');
});

test('mentions use the names given', () => {
  assert.equal(
    html('<@7> </ask:9>', { names: { 7: 'Ana' } }),
    '<discord-mention type="user">Ana</discord-mention> <discord-mention type="slash">ask</discord-mention>',
  );
});

test('lists nest by indentation', () => {
  assert.equal(
    html('- a\n  - b\n- c'),
    '<discord-unordered-list><discord-list-item>a</discord-list-item><discord-unordered-list>' +
      '<discord-list-item>b</discord-list-item></discord-unordered-list><discord-list-item>c</discord-list-item></discord-unordered-list>',
  );
});

test('another kind of marker starts another list', () => {
  assert.equal(
    html('- a\n2. b\nafter'),
    '<discord-unordered-list><discord-list-item>a</discord-list-item></discord-unordered-list>' +
      '<discord-ordered-list start="2"><discord-list-item>b</discord-list-item></discord-ordered-list>after',
  );
});

test('emoji become pictures, a copyright sign does not', () => {
  assert.equal(html('© 👍'), '© <img class="emoji" alt="👍" src="/emoji/1f44d.svg">');
});

test('markup in the text is shown, not run', () => {
  assert.equal(html('<b onclick="x">&amp;'), '&lt;b onclick=&quot;x&quot;&gt;&amp;amp;');
});

test('a title has emphasis but neither links nor blocks', () => {
  assert.equal(
    titleToHtml('> **a** [b](https://c.test) \\*', CONTEXT),
    '&gt; <discord-bold>a</discord-bold> [b](https://c.test) *',
  );
});
