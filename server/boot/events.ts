/** What happens to a machine: its files are used, and steps of a description come about. */

import { type Answer, all, yes } from "./answer.js";
import type { Phase, Step, UsedFile } from "./description.js";
import type { Machine } from "./machine.js";
import { mapQuestions, moduleQuestions, type Question, questionsOf, runQuestions } from "./questions.js";
import type { Task } from "./task.js";

/** What a machine says whose user space has had enough of modules. */
export const noMoreModules = "kernel.modules_disabled=1: no module can be loaded any more";

function questionsFor(file: UsedFile, machine: Machine): readonly Question[] {
  if (file.hooks !== undefined) return questionsOf(file.hooks.value, machine.kernel);
  return file.isModule ? moduleQuestions : runQuestions.filter(({ hook }) => isKnown(hook, machine));
}

function isKnown(hook: string, { kernel }: Machine): boolean {
  const known = kernel.hook(hook);
  return known !== undefined && kernel.knows(known);
}

/** A file is used: a program with its libraries, or a module. */
export function useFile(machine: Machine, file: UsedFile, task: Task): Answer & { readonly loadedBefore: boolean } {
  const questions = questionsFor(file, machine);
  if (file.isModule) return machine.loadModule(file, task, questions);
  const itself = machine.use(file, task, questions);
  if (itself.value === "no") return { ...itself, loadedBefore: false };
  const { files } = machine.boot;
  const libraries = file.libraries.map((path) => {
    const library = files.find((other) => other.path === path) ?? unknownLibrary(path, file);
    return machine.use(
      library,
      task,
      mapQuestions.filter(({ hook }) => isKnown(hook, machine)),
    );
  });
  return { ...all([itself, ...libraries]), loadedBefore: false };
}

function unknownLibrary(path: string, { signedBy, phases }: UsedFile): UsedFile {
  return {
    kind: "file",
    name: path,
    path,
    credentials: { value: [] },
    signedBy,
    owner: { value: 0 },
    fileSystems: undefined,
    hooks: undefined,
    isModule: false,
    parserOf: undefined,
    phases,
    libraries: [],
    isAssumed: false,
  };
}

export function runStep(machine: Machine, step: Step, phase: Phase): { result: Answer; loadedBefore: boolean } {
  const done = (result: Answer = yes(), loadedBefore = false) => ({ result, loadedBefore });
  const task: Task = { uid: step.uid, place: step.place };
  const { boot } = machine;
  const { file, parser, list, place } = step;
  switch (step.do) {
    case "access":
    case "load-module": {
      const parserFile = parser === undefined ? undefined : boot.parsers.get(parser);
      if (parserFile !== undefined) {
        const { loadedBefore, ...result } = machine.loadModule(parserFile, task, moduleQuestions);
        return done(result, loadedBefore);
      }
      if (file === undefined) return done();
      if (step.do === "load-module" && !file.isModule) {
        const { loadedBefore, ...result } = machine.loadModule(file, task, moduleQuestions);
        return done(result, loadedBefore);
      }
      const { loadedBefore, ...result } = useFile(machine, file, task);
      return done(result, loadedBefore);
    }
    case "init-module": {
      const module = parser === undefined ? file : boot.parsers.get(parser);
      const { loadedBefore, ...result } = machine.loader.loadFromMemory(task, module);
      return done(result, loadedBefore);
    }
    case "install": {
      const installed = list === undefined ? undefined : boot.lists.find(({ name }) => name === list);
      if (parser !== undefined) machine.loader.present.add(parser);
      if (installed !== undefined) machine.digestCache.install(installed);
      return done();
    }
    case "remove":
      if (parser !== undefined) machine.loader.present.delete(parser);
      if (list !== undefined) machine.digestCache.remove(list);
      return done();
    case "reset-list":
      return done(list === undefined ? yes() : machine.resetList(list));
    case "evict":
      machine.digestCache.evict();
      return done();
    case "unload":
      if (parser !== undefined) machine.loader.unload(parser);
      return done();
    case "set-default-path":
      if (step.path !== undefined) machine.digestCache.defaultPath = { value: step.path, place };
      return done();
    case "setxattr":
      if (file !== undefined && phase.xattrs.value) machine.digestCache.setListXattr(file.path, step.xattr);
      return done();
    case "modules-disabled":
      machine.loader.disabled = { text: noMoreModules, place };
      return done();
  }
}
