import type { TestDatabase } from "../database.ts";
import type { TestFunctions } from "../functions.ts";
import { tryAllowed } from "./allowed.ts";
import { addressCases } from "./cases/address.ts";
import { credentialCases } from "./cases/credential.ts";
import { tryHostileTexts } from "./cases/hostile.ts";
import { inputCases } from "./cases/input.ts";
import { sizeCases } from "./cases/size.ts";
import { tenantCases } from "./cases/tenant.ts";
import { webhookCases } from "./cases/webhook.ts";
import { makeFingerprint } from "./fingerprint.ts";
import { type FlowKnowledge, knowledgeOf } from "./flow-knowledge.ts";
import { createJudge } from "./judge.ts";
import { tryPreflight } from "./preflight.ts";
import type { FlowRoute } from "./read-flows.ts";
import { setScene } from "./scene.ts";
import { createSubject, type Subject } from "./subject.ts";

/** What became of one route. */
export interface Verdict {
  assertions: number;
  /** A sentence for each thing that didn't hold. */
  complaints: string[];
}

/** A battery on a database and a functions host of its own; `run` puts one route to the test. */
export async function createBattery(database: TestDatabase, functions: TestFunctions) {
  const scene = await setScene(database.sql, functions);
  const fingerprint = await makeFingerprint(database.sql);
  const prepared = new Map<string, FlowKnowledge>();

  async function prepare(flow: string): Promise<FlowKnowledge> {
    const known = prepared.get(flow) ?? await knowledgeOf(flow);
    if (!prepared.has(flow)) await known.prepare?.(scene);
    prepared.set(flow, known);
    return known;
  }

  return {
    async run(flowRoute: FlowRoute): Promise<Verdict> {
      const knowledge = await prepare(flowRoute.flow.name);
      await scene.fill();
      const subject = await createSubject(flowRoute, scene, knowledge);
      const cases = await casesOf(subject);
      const judge = createJudge(functions, fingerprint);
      await judge.look();
      for (const refusal of cases) await judge.refuse(refusal);
      await tryPreflight(judge, subject);
      await tryHostileTexts(judge, subject);
      await tryAllowed(judge, subject);
      judge.readLog(functions.lines);
      return { assertions: judge.assertions, complaints: judge.complaints };
    },
  };
}

const casesOf = async (subject: Subject) => [
  ...addressCases(subject),
  ...await credentialCases(subject),
  ...await tenantCases(subject),
  ...inputCases(subject),
  ...sizeCases(subject),
  ...webhookCases(subject),
];
