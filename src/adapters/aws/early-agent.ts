import { Agent, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";

/**
 * An agent that can begin to connect before there is a request: looking up the name, the TCP and the TLS handshake then
 * run while something else is waited for.
 */
export class EarlyAgent extends Agent {
  /** Connections that wait for their request, by host and port. */
  readonly #early = new Map<string, Duplex[]>();

  /** Begins to connect, for the next request to this host that finds no idle connection. */
  connectEarly({ hostname, port }: URL): void {
    const host = hostname.replace(/^\[|\]$/g, "");
    const options = { ...this.options, host, port: port === "" ? 443 : Number(port) };
    const socket = super.createConnection({ ...options, servername: isIP(host) === 0 ? host : "" });
    if (!socket) return;
    const waiting = this.#waitingFor(options);
    waiting.push(socket);
    const leave = () => {
      const index = waiting.indexOf(socket);
      if (index >= 0) waiting.splice(index, 1);
    };
    // The request that would have used it connects anew, and tells what is wrong.
    socket.once("error", leave).once("close", leave);
  }

  override createConnection(...args: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
    return this.#waitingFor(args[0]).shift() ?? super.createConnection(...args);
  }

  override destroy(): void {
    for (const socket of [...this.#early.values()].flat()) socket.destroy();
    super.destroy();
  }

  #waitingFor({ host, port }: RequestOptions): Duplex[] {
    const key = `${host}:${port}`;
    const waiting = this.#early.get(key) ?? [];
    this.#early.set(key, waiting);
    return waiting;
  }
}
