import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { temporaryFolder } from "./plugdock.ts";

/** A certificate authority for one test, in its own folder, with the certificates that it signs. */
export class Authority {
  constructor(readonly folder: string) {
    const names = ["-subj", "/CN=authority", "-keyout", this.file("ca.key"), "-out", this.file("ca.pem")];
    this.#openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...names);
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes `{name}.pem` and `{name}.key`. `names` lists subject names, such as `IP:127.0.0.1`. */
  sign(name: string, names: string): void {
    const [request, extensions] = [this.file(`${name}.csr`), this.file(`${name}.ext`)];
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", this.file(`${name}.key`)];
    this.#openssl("req", ...key, "-subj", `/CN=${name}`, "-out", request);
    const by = ["-CA", this.file("ca.pem"), "-CAkey", this.file("ca.key"), "-CAcreateserial", "-days", "2"];
    this.#openssl("x509", "-req", "-in", request, ...by, "-extfile", extensions, "-out", this.file(`${name}.pem`));
  }

  /**
   * Starts an HTTPS server that accepts only clients with a certificate of this authority. It answers with the client's
   * name.
   */
  async demanding(name: string): Promise<{ server: Server; port: number }> {
    const read = (file: string) => readFileSync(this.file(file));
    const pems = { key: read(`${name}.key`), cert: read(`${name}.pem`), ca: read("ca.pem") };
    const server = createServer({ ...pems, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      response.end(`hello ${(request.socket as TLSSocket).getPeerCertificate().subject.CN}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { server, port: (server.address() as AddressInfo).port };
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { stdio: "ignore" });
  }
}

/** An HTTPS server with a self-signed certificate. It counts its requests. */
export class SelfSigned {
  requests = 0;
  readonly #server: Server;

  private constructor(folder: string) {
    const file = (name: string) => path.join(folder, name);
    const names = [
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost,DNS:tls.example.com,IP:127.0.0.1",
    ];
    const files = ["-keyout", file("key.pem"), "-out", file("cert.pem")];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...names, ...files], {
      stdio: "ignore",
    });
    const pems = { key: readFileSync(file("key.pem")), cert: readFileSync(file("cert.pem")) };
    this.#server = createServer(pems, (_, response) => {
      this.requests += 1;
      response.end("seen");
    });
  }

  /**
   * Starts the server on a given port, because the tested server's settings name the port before this server starts.
   */
  static async start(port: number): Promise<SelfSigned> {
    const made = new SelfSigned(temporaryFolder());
    await new Promise<void>((resolve) => made.#server.listen(port, "127.0.0.1", resolve));
    return made;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
