// Draws a conversation of Discord messages: node render.mjs IN.json OUT.png [--width PIXELS] [--theme dark|light]
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { pageHtml } from './page.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const TYPES = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const PAGE_FILES = /^\/(?:node_modules\/.+|page\.css|draw\.mjs|theme\.mjs)$/;
const EMOJI = /^\/emoji\/([0-9a-f-]+\.svg)$/;
const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--font-render-hinting=none',
];
const DRAWN_WITHIN_MS = 30_000;

/** Addresses of pictures -> data URIs: files beside the conversation, never the network. */
const pictureReader = (folder) => (address) => {
  if (address.startsWith('data:')) return address;
  const name = address.replace(/^attachment:\/\//, '');
  const path = join(folder, name);
  if (name.includes('://') || !existsSync(path)) {
    throw new Error(`picture ${address} is not at hand: put the file beside the conversation and name it`);
  }
  return `data:${TYPES[extname(path).toLowerCase()] ?? 'image/png'};base64,${readFileSync(path).toString('base64')}`;
};

/** The file of the page that a path asks for, or undefined. */
const pageFile = (path) => {
  const emoji = EMOJI.exec(path);
  if (emoji) return join(HERE, 'node_modules/@discordapp/twemoji/dist/svg', emoji[1]);
  return PAGE_FILES.test(path) && normalize(path) === path ? join(HERE, path) : undefined;
};

const servePage = async (html) => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const file = pageFile(pathname);
    try {
      const body = pathname === '/' ? html : await readFile(file ?? '');
      response.setHeader('content-type', pathname === '/' ? 'text/html; charset=utf-8' : (TYPES[extname(file)] ?? 'text/plain'));
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
};

const shoot = async (page, origin, out) => {
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => response.ok() || problems.push(`${response.status()} ${response.url()}`));
  await page.route(
    (url) => url.origin !== origin && url.protocol.startsWith('http'),
    (route) => {
      problems.push(`refused ${route.request().url()}`);
      return route.abort();
    },
  );
  await page.goto(origin);
  try {
    await page.waitForSelector('html[data-ready]', { state: 'attached', timeout: DRAWN_WITHIN_MS });
  } catch (error) {
    throw new Error(`the page was not drawn: ${problems.join('; ') || error.message}`);
  }
  if (problems.length) throw new Error(`the page is not whole: ${problems.join('; ')}`);
  await page.locator('discord-messages').screenshot({ path: out });
};

const render = async (conversationPath, out, { width, theme }) => {
  const conversation = JSON.parse(await readFile(conversationPath, 'utf8'));
  const html = pageHtml(conversation, { picture: pictureReader(dirname(conversationPath)), theme });
  const server = await servePage(html);
  // Playwright gives the browser a new profile folder and removes it at the end.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_FLAGS,
  });
  try {
    const page = await browser.newPage({ viewport: { width, height: 800 }, deviceScaleFactor: 2 });
    await shoot(page, server.origin, out);
  } finally {
    await browser.close();
    server.close();
  }
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { width: { type: 'string', default: '720' }, theme: { type: 'string' } },
});
if (positionals.length !== 2 || !(Number(values.width) > 0) || !['dark', 'light', undefined].includes(values.theme)) {
  console.error('usage: node render.mjs IN.json OUT.png [--width PIXELS] [--theme dark|light]');
  process.exit(2);
}
await render(positionals[0], positionals[1], { width: Number(values.width), theme: values.theme });
