import { address, at } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import type { Graph } from '../../../src/client/graph.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { type Device, devicesPath, type Session, sessionsPath } from '../../../src/client/resources.ts';
import type { Operations } from '../../../src/model/model.ts';

/** Something failed after `done` of the same device were done; `cause` says why. */
export class PartlyDone extends Error {
  readonly done: number;

  constructor(done: number, cause: unknown) {
    super(`${done} were done before one failed`, { cause });
    this.name = 'PartlyDone';
    this.done = done;
  }
}

/** What is done with many devices, one after the other. */
export interface BulkAction {
  readonly name: 'request' | 'closeSessions' | 'remove';
  readonly operation: Operations;
  /** Whether it ends something, or takes it away. */
  readonly ends: boolean;
  /**
   * Gives how many things were done: a device without an open session has none that is closed.
   *
   * @throws GraphFailure, or PartlyDone where some were done before one failed
   */
  readonly run: (graph: Graph, device: Device) => Promise<number>;
}

/** One that is not there is removed: the answer to an earlier try may have been lost. */
export async function removeDevice(graph: Graph, id: string): Promise<void> {
  try {
    await graph.send('DELETE', at(devicesPath, id));
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
  }
}

export const bulkActions: readonly BulkAction[] = [
  {
    name: 'request',
    operation: 'managedDevices.requestRemoteAssistance',
    ends: false,
    run: async (graph, { id }) => {
      await graph.post(at(devicesPath, id, 'requestRemoteAssistance'));
      return 1;
    },
  },
  {
    name: 'closeSessions',
    operation: 'sessions.close',
    ends: true,
    run: async (graph, { id }) => {
      const open = address(sessionsPath, {
        $filter: every(`deviceId eq ${literal(id)}`, "status eq 'open'"),
        $select: 'id',
      });
      let closed = 0;
      try {
        for await (const { value } of graph.pages<Session>(open)) {
          for (const session of value) {
            await graph.post(at(sessionsPath, session.id, 'close'));
            closed++;
          }
        }
      } catch (error) {
        throw closed > 0 ? new PartlyDone(closed, error) : error;
      }
      return closed;
    },
  },
  {
    name: 'remove',
    operation: 'managedDevices.delete',
    ends: true,
    run: async (graph, { id }) => {
      await removeDevice(graph, id);
      return 1;
    },
  },
];
