// Uploading a file: the answer's file key lives three days and belongs to the uploader (R34).

/** Sends `file`; `told` hears how far it is, from 0 to 1. Rejects with what the server said, or null without an answer. */
export function upload(file: File, headers: Record<string, string>, told: (part: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name);
    // fetch cannot tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", "/k/v1/file.json");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      let answer: { fileKey?: string } | null = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A machine in between wrote it.
      }
      if (request.status < 300 && answer?.fileKey) resolve(answer.fileKey);
      else reject(answer);
    });
    request.addEventListener("error", () => reject(null));
    request.send(form);
  });
}
