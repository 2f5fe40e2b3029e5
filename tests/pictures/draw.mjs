// Runs in the page: styles the elements, puts the conversation into the page and says when it is drawn.
import '@skyra/discord-components-core';

import { ELEMENT_STYLES, INLINE_ELEMENTS } from './theme.mjs';

for (const [name, css] of Object.entries(ELEMENT_STYLES)) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  customElements.get(name).elementStyles.push(sheet);
}

document.body.append(document.querySelector('template').content);

const elements = [...document.querySelectorAll('*')].filter((element) => element.localName.startsWith('discord-'));
await Promise.all(elements.map((element) => element.updateComplete));

for (const element of document.querySelectorAll(INLINE_ELEMENTS.join())) {
  const walker = document.createTreeWalker(element.shadowRoot, NodeFilter.SHOW_TEXT);
  const blanks = [];
  while (walker.nextNode()) if (!walker.currentNode.data.trim()) blanks.push(walker.currentNode);
  for (const blank of blanks) blank.remove();
}

await document.fonts.ready;
const images = elements.flatMap((element) => [
  ...element.querySelectorAll('img'),
  ...element.shadowRoot.querySelectorAll('img'),
]);
await Promise.all(images.map((image) => image.decode()));
document.documentElement.dataset.ready = '';
