import type { Failure } from "./failure.ts";
import { jsonResult, type JsonTold } from "./json_result.ts";
import { recordIn } from "../hub/json_record.ts";

/**
 * The JSON document of a command whose result is a long list, written as the items come: the same shape as
 * {@linkcode jsonResult}, without holding the list. The fields of the envelope follow the list, since only the end
 * tells whether it is complete.
 */
export class StreamedJson {
  readonly #command: string;
  readonly #field: string;
  #empty = true;

  /**
   * @param command which command ran
   * @param field the name of the list in the result
   */
  constructor(command: string, field: string) {
    this.#command = command;
    this.#field = field;
  }

  /** The first piece of the document. */
  open(): string {
    return `{"result":{${JSON.stringify(this.#field)}:[`;
  }

  /** Some more items. */
  items(items: readonly unknown[]): string {
    const text = items.map((item) => `\n${JSON.stringify(item)}`).join(",");
    const separator = this.#empty || items.length === 0 ? "" : ",";
    if (items.length > 0) this.#empty = false;
    return separator + text;
  }

  /** The last piece: the other fields of the result, and the envelope. */
  close(
    rest: Readonly<Record<string, unknown>>,
    end: { failure: Failure | undefined; told: JsonTold },
  ): string {
    const others = JSON.stringify(rest).slice(1, -1);
    const { result: _, ...envelope } = recordIn(JSON.parse(
      jsonResult(this.#command, { failure: end.failure }, end.told),
    ));
    return `\n]${others === "" ? "" : `,${others}`}},${JSON.stringify(envelope).slice(1)}\n`;
  }
}
