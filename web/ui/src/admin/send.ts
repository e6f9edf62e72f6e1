// A file on its way to the server, with its progress.

import { upload } from "../upload.ts";
import { answer, headers } from "./rest.ts";

/** The file key; throws a `Refusal` with what the server said. */
export async function send(file: File, progress: HTMLProgressElement): Promise<string> {
  try {
    return await upload(file, headers(), (part) => {
      progress.value = part;
    });
  } catch (said) {
    return answer(false, JSON.stringify(said)) as never;
  }
}
