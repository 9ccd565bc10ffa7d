// What is seen in the active editor: letters with their places and colours, and the squiggles below them.

/** Runs in the page. */
function editorInPage() {
  const editor = document.querySelector(".editor-group-container.active .editor-instance .monaco-editor");
  const rows = [...(editor?.querySelectorAll(".view-lines .view-line") ?? [])];
  const top = (row) => Number.parseInt(row.style.top, 10);
  const range = document.createRange();
  const lettersOf = (row) => {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    const letters = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { color } = getComputedStyle(node.parentElement);
      for (let at = 0; at < node.data.length; at++) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        letters.push({ letter: node.data[at].replace("\u00a0", " "), left, right, top, bottom, color });
      }
    }
    return letters;
  };
  const squiggles = ["error", "warning", "info"].flatMap((kind) =>
    [...(editor?.querySelectorAll(`.squiggly-${kind}`) ?? [])].map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { kind, left, right, top, bottom };
    }),
  );
  const lines = rows.sort((a, b) => top(a) - top(b)).map(lettersOf);
  return { lines, squiggles };
}

export class Seen {
  static async of(page) {
    return new Seen(await page.evaluate(editorInPage));
  }

  constructor({ lines, squiggles }) {
    this.letters = lines;
    this.squiggles = squiggles;
  }

  /** The lines in view, from top to bottom, with what is shown between the words. */
  get lines() {
    return this.letters.map((line) => line.map(({ letter }) => letter).join(""));
  }

  /** The texts that have a squiggle below them; without a kind those of all kinds. */
  squiggled(kind) {
    return this.squiggles
      .filter((squiggle) => kind === undefined || squiggle.kind === kind)
      .map((box) => {
        const isIn = ({ left, right, top, bottom }) => {
          const [x, y] = [(left + right) / 2, (top + bottom) / 2];
          return x > box.left && x < box.right && y > box.top && y < box.bottom;
        };
        return this.letters
          .flat()
          .filter(isIn)
          .map(({ letter }) => letter)
          .join("");
      });
  }

  /** The colour that a word has where it is first. */
  color(word) {
    const line = this.lines.findIndex((text) => text.includes(word));
    return this.letters[line]?.[this.lines[line].indexOf(word)].color;
  }
}
