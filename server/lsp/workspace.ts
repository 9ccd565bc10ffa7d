/** All files that the server knows of: open ones as they are in the editor, others as they are on disk. */

import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { filesNamedBy, type NamedFile } from "../checks/boots.js";
import type { Language } from "../checks/finding.js";
import { languageOf } from "../checks/language.js";
import { bootName, imaFolder, looksLikePolicy, policyName } from "../files/names.js";
import { settingsName } from "../settings/index.js";
import { Buffer } from "./buffer.js";
import type { FileSource } from "./file-source.js";
import { type Encoding, Lines } from "./lines.js";
import { foldersAbove, inFolder, isBelow, nameOf, normalUri, pathOf, uriBeside } from "./uris.js";

const languages: readonly string[] = ["ima-policy", "digest-cache", "kernel-command-line", "kernel-config"];

export interface KnownFile {
  readonly uri: string;
  readonly text: string;
  readonly language: Language;
}

/** Files that are checked together: descriptions of boots and all that they name. */
export interface Group {
  /** The file that was asked for comes first. */
  readonly files: readonly KnownFile[];
}

export class Workspace {
  /** Folders of the workspace, as URIs without a slash at the end. */
  folders: string[] = [];
  /** Whether files outside of the folders may be read. */
  isTrusted = true;
  encoding: Encoding = "utf-16";
  private readonly buffers = new Map<string, Buffer>();
  /** Open documents that describe boots. */
  private readonly openBoots = new Set<string>();
  private readonly onDisk = new Map<string, Promise<string | undefined>>();
  /** Files that were found in the folders. */
  private readonly found = new Set<string>();
  /** Those of them that describe boots, as long as they are the same. */
  private foundBoots: readonly string[] | undefined;
  private readonly named = new Map<string, { readonly text: string; readonly files: readonly NamedFile[] }>();

  constructor(private readonly source: FileSource) {}

  open(uri: string, languageId: string, version: number, text: string): void {
    const key = normalUri(uri);
    this.buffers.set(key, new Buffer(uri, languageId, version, text, this.encoding));
    if (this.languageOf(key) === "digest-cache") this.openBoots.add(key);
    else this.openBoots.delete(key);
  }

  change(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    const key = normalUri(uri);
    const buffer = this.buffers.get(key);
    if (buffer !== undefined) this.buffers.set(key, buffer.changed(changes, version));
  }

  close(uri: string): void {
    const key = normalUri(uri);
    this.buffers.delete(key);
    this.openBoots.delete(key);
    this.onDisk.delete(key);
  }

  buffer(uri: string): Buffer | undefined {
    return this.buffers.get(normalUri(uri));
  }

  get openUris(): string[] {
    return [...this.buffers.keys()];
  }

  /** The name that the client has for a file. */
  clientUri(uri: string): string {
    return this.buffers.get(uri)?.uri ?? uri;
  }

  /** What is known of a file on disk is no longer so. */
  forget(uri: string): void {
    const key = normalUri(uri);
    for (const known of this.onDisk.keys()) if (isBelow(known, key)) this.onDisk.delete(known);
  }

  forgetAll(): void {
    this.onDisk.clear();
  }

  isInside(uri: string): boolean {
    return this.folders.some((folder) => isBelow(uri, folder));
  }

  private read(uri: string): Promise<string | undefined> {
    if (!this.isTrusted && !this.isInside(uri)) return Promise.resolve(undefined);
    let read = this.onDisk.get(uri);
    if (read === undefined) {
      read = this.source.read(uri);
      this.onDisk.set(uri, read);
    }
    return read;
  }

  /** The text of a file, open or not. Undefined when it cannot be read. */
  async textOf(uri: string): Promise<string | undefined> {
    const key = normalUri(uri);
    const buffer = this.buffers.get(key);
    return buffer === undefined ? this.read(key) : buffer.text;
  }

  async linesOf(uri: string): Promise<Lines | undefined> {
    const buffer = this.buffer(uri);
    if (buffer !== undefined) return buffer.lines;
    const text = await this.textOf(uri);
    return text === undefined ? undefined : new Lines(text, this.encoding);
  }

  /** Looks for files in the folders. */
  async search(isCancelled: () => boolean = () => false): Promise<void> {
    const all = await Promise.all(this.folders.map((folder) => this.source.find(folder, isCancelled)));
    if (isCancelled()) return;
    this.found.clear();
    this.foundBoots = undefined;
    for (const uri of all.flat()) this.found.add(uri);
  }

  /** A file that appeared, changed or went away. Clients tell of more files than there are to be checked. */
  async noteOnDisk(uri: string, exists: boolean): Promise<void> {
    const key = normalUri(uri);
    if (exists && (await this.isToBeChecked(key))) this.found.add(key);
    else for (const known of [...this.found]) if (isBelow(known, key)) this.found.delete(known);
    this.foundBoots = undefined;
  }

  private async isToBeChecked(uri: string): Promise<boolean> {
    const name = nameOf(uri);
    if (bootName.test(name) || name === settingsName) return true;
    if (!policyName.test(name) && !imaFolder.test(pathOf(uri))) return false;
    return looksLikePolicy((await this.read(uri)) ?? "");
  }

  /** Files that are checked when all of the workspace is. */
  get foundFiles(): string[] {
    return [...this.found].filter((uri) => languageOf({ path: uri }) !== "kernel-config" && !uri.endsWith(".toml"));
  }

  languageOf(uri: string): Language {
    const id = this.buffer(uri)?.languageId;
    if (id !== undefined && languages.includes(id)) return id as Language;
    return languageOf({ path: pathOf(uri) });
  }

  /** Descriptions of boots that a file may be part of. */
  private get boots(): string[] {
    this.foundBoots ??= [...this.found].filter((uri) => languageOf({ path: pathOf(uri) }) === "digest-cache");
    return [...new Set([...this.openBoots, ...this.foundBoots])];
  }

  private namedBy(uri: string, text: string): readonly NamedFile[] {
    const known = this.named.get(uri);
    if (known?.text === text) return known.files;
    const files = filesNamedBy(pathOf(uri), text);
    this.named.set(uri, { text, files });
    return files;
  }

  /**
   * The file with the boots that it is part of, the files that these name, their other boots, and so on.
   *
   * @param description of a boot that it is part of by settings
   */
  async groupOf(uri: string, description?: string): Promise<Group | undefined> {
    const start = normalUri(uri);
    const text = await this.textOf(start);
    if (text === undefined) return undefined;
    const files = new Map<string, KnownFile>([[start, { uri: start, text, language: this.languageOf(start) }]]);
    // The description that lies beside a policy is known before all folders were gone through.
    const boots = [...new Set([...this.boots, inFolder(foldersAbove(start)[0] ?? "", "digest-cache.conf")])];
    const named = description === undefined ? undefined : normalUri(description);
    if (named !== undefined && !boots.includes(named)) boots.push(named);
    const bootTexts = new Map<string, { readonly text: string; readonly files: readonly NamedFile[] }>();
    for (const boot of boots) {
      const bootText = boot === start ? text : await this.textOf(boot);
      if (bootText !== undefined) bootTexts.set(boot, { text: bootText, files: this.namedBy(boot, bootText) });
    }
    for (let isGrowing = true; isGrowing; ) {
      isGrowing = false;
      for (const [boot, { text: bootText, files: own }] of bootTexts) {
        const uris = own.map((file) => normalUri(uriBeside(boot, file.path)));
        if (boot !== named && !files.has(boot) && !uris.some((each) => files.has(each))) continue;
        bootTexts.delete(boot);
        isGrowing = true;
        files.set(boot, files.get(boot) ?? { uri: boot, text: bootText, language: "digest-cache" });
        for (const [at, { language }] of own.entries()) {
          const each = uris[at] ?? "";
          const known = files.get(each);
          const eachText = known?.text ?? (await this.textOf(each));
          if (eachText !== undefined)
            files.set(each, { uri: each, text: eachText, language: known?.language ?? language });
        }
      }
    }
    return { files: [...files.values()] };
  }
}
