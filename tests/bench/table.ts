/** A table of what was measured, printed line by line. */
export class Table {
  #exceeded = 0;

  /** A line above the rows that follow. */
  title(text: string): void {
    this.#add(`\n${text}`);
  }

  /** What was measured and has no limit. */
  fact(name: string, value: string): void {
    this.#add(`  ${name.padEnd(NAME)}${value}`);
  }

  /** What was measured, its limit, and the one divided by the other. */
  row(
    name: string,
    measured: { readonly value: number; readonly limit: number; readonly unit: string },
  ): void {
    const { value, limit, unit } = measured;
    const ratio = value / limit;
    if (!(ratio <= 1)) this.#exceeded++;
    const digits = unit === "" ? 0 : unit === "MB" ? 2 : 1;
    const text = `${value.toFixed(digits)} ${unit}`.trim().padEnd(12);
    const bound = `limit ${limit.toFixed(digits)} ${unit}`.trim().padEnd(18);
    this.#add(`  ${name.padEnd(NAME)}${text}${bound}${ratio.toFixed(2)}${ratio <= 1 ? "" : "  EXCEEDED"}`);
  }

  /** Says how many limits were exceeded, and sets the exit code. */
  end(): void {
    this.#add(`\n${this.#exceeded === 0 ? "Every limit is kept" : `Limits exceeded: ${this.#exceeded}`}`);
    if (this.#exceeded > 0) Deno.exitCode = 1;
  }

  #add(line: string): void {
    Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  }
}

const NAME = 46;
