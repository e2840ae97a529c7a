import {
  type Dockerd,
  type Example,
  exampleWorld,
  type Fake,
  type FakeOptions,
  type RegistryFront,
  startDockerd,
  startDockerRegistry,
  startFake,
  startRegistryFront,
} from "../fake/index.ts";

/** Everything that a job talks to, on this machine. */
export interface Cloud extends Example {
  readonly fake: Fake;
  /** What ECR puts before the registry; ECR names it as the account's own registry. */
  readonly front: RegistryFront;
  readonly dockerd: Dockerd | undefined;
  close(): Promise<void>;
}

/** Which real programs stand behind the stand-in. */
export interface CloudOptions extends FakeOptions {
  /** Debian's docker-registry behind the front. */
  readonly registry?: boolean;
  readonly dockerd?: boolean;
}

/** Starts the issuer, STS and ECR of the example world, a registry that takes ECR's passwords, and a Docker daemon. */
export async function startCloud({ registry = false, dockerd = false, ...options }: CloudOptions = {}): Promise<Cloud> {
  const example = exampleWorld();
  const started: { close(): Promise<void> }[] = [];
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service => {
    started.unshift(service);
    return service;
  };
  const close = async () => {
    for (const service of started.splice(0)) await service.close();
  };
  try {
    const fake = keep(await startFake(example.world, options));
    const upstream = registry ? keep(await startDockerRegistry()).url : undefined;
    const front = keep(await startRegistryFront(example.world, upstream === undefined ? {} : { upstream }));
    example.world.proxyEndpoint = front.url;
    const daemon = dockerd ? keep(await startDockerd()) : undefined;
    return { ...example, fake, front, dockerd: daemon, close };
  } catch (error) {
    await close();
    throw error;
  }
}
