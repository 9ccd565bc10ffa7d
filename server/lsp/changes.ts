/** Whether anything changed since somebody last looked. */

export class Changes {
  private count = 0;
  private wake: (() => void)[] = [];

  get number(): number {
    return this.count;
  }

  note(): void {
    this.count++;
    const { wake } = this;
    this.wake = [];
    for (const each of wake) each();
  }

  /** Resolves when something has changed since it was this number. */
  after(number: number): Promise<void> {
    return this.count > number ? Promise.resolve() : new Promise((resolve) => this.wake.push(resolve));
  }
}
