// Waiting for what is to come.

/** Milliseconds, for machines that do much else. */
export const patience = Number(process.env.IMALINT_EDITOR_PATIENCE ?? 60) * 1000;

/**
 * Waits until something is as it should be.
 *
 * @param look what is seen now
 * @param isSo whether that is it
 * @returns what was seen
 */
export async function until(what, look, isSo = Boolean, timeout = patience) {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: not so within ${timeout / 1000} s. Seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
