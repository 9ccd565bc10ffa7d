import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PolicyParser, parseSyntax } from "../grammar/ima-policy/parser.js";
import { createLexer } from "../grammar/ima-policy/tokens.js";
import { printPolicy } from "../grammar/index.js";

/** Texts that are made of what the grammar is made of, and of what it is not. */
const policyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "measure",
        "appraise",
        "func=BPRM_CHECK",
        "uid>0",
        "=",
        "<",
        ">",
        "#",
        "x#y",
        "digest_cache=data",
      ),
      fc.constantFrom(" ", "\t", "  ", "\n", "\r\n", "\0", "\ufeff", "\u00a0", "\\", "/", "\ud800"),
      fc.string({ maxLength: 8, unit: "binary" }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

function words(text: string): string[][] {
  return parseSyntax(text).lines.map((line) => line.words.map((word) => word.key + word.operator + word.value));
}

describe("the grammar", () => {
  it("is valid to Chevrotain itself", () => {
    expect(createLexer(true).lexerDefinitionErrors).toEqual([]);
    expect(() => new PolicyParser(true)).not.toThrow();
  });

  it("takes every text without an error", () => {
    const lexer = createLexer(true);
    const parser = new PolicyParser(true);
    fc.assert(
      fc.property(policyText, (text) => {
        const { tokens, errors } = lexer.tokenize(text);
        parser.parse(tokens, 0, text.length, []);
        expect(errors).toEqual([]);
        expect(parser.errors).toEqual([]);
      }),
    );
  });
});

describe("the syntax tree", () => {
  it("prints back as the text it came from", () => {
    fc.assert(fc.property(policyText, (text) => printPolicy(parseSyntax(text)) === text));
    fc.assert(
      fc.property(policyText, fc.integer({ min: 1, max: 20 }), (text, maxLineBytes) => {
        return printPolicy(parseSyntax(text, { maxLineBytes })) === text;
      }),
    );
  });

  it("has every word where it says", () => {
    fc.assert(
      fc.property(policyText, (text) => {
        for (const line of parseSyntax(text).lines) {
          for (const word of line.words)
            expect(text.slice(word.start, word.end)).toBe(word.key + word.operator + word.value);
          if (line.comment) expect(text.slice(line.comment.start, line.comment.end)).toBe(line.comment.text);
        }
      }),
    );
  });

  it("is the same whether a text is parsed in one piece or in many", () => {
    const line = "measure func=BPRM_CHECK uid=0 # programs of root\n";
    const many = parseSyntax(line.repeat(5000));
    expect(many.lines).toHaveLength(5001);
    expect(many.lines[4321]?.words).toHaveLength(3);
    expect(many.lines[4321]?.start).toBe(4321 * line.length);
    expect(many.lines.at(-1)).toMatchObject({ words: [], ending: "none" });
  });
});

describe("words", () => {
  it("are separated by spaces and tabs only", () => {
    expect(words("a  b\tc\rd\ve\u00a0f")).toEqual([["a", "b", "c\rd\ve\u00a0f"]]);
  });

  it("begin a comment only where a word could begin", () => {
    expect(words("#a b")).toEqual([[]]);
    expect(words("a #b c")).toEqual([["a"]]);
    expect(words("a#b fsname=#c")).toEqual([["a#b", "fsname=#c"]]);
  });

  it("have the first operator as theirs", () => {
    const [word] = parseSyntax("uid>=5").lines[0]?.words ?? [];
    expect(word).toMatchObject({ key: "uid", operator: ">", value: "=5" });
    expect(parseSyntax("==x").lines[0]?.words[0]).toMatchObject({ key: "", operator: "=", value: "=x" });
  });

  it("end with the line, which LF and NUL end", () => {
    expect(words("a\nb\0c")).toEqual([["a"], ["b"], ["c"]]);
    expect(parseSyntax("a\nb\0c").lines.map((line) => line.ending)).toEqual(["lf", "nul", "none"]);
  });

  it("are cut where a write ends, with one character lost", () => {
    const [first, second] = parseSyntax("abcdefgh\n", { maxLineBytes: 4 }).lines;
    expect(first).toMatchObject({ ending: "cut", endText: "e" });
    expect(second?.words[0]?.key).toBe("fgh");
    // Bytes count, not characters.
    expect(parseSyntax("äöü\n", { maxLineBytes: 4 }).lines[0]).toMatchObject({ endText: "ü" });
  });
});
