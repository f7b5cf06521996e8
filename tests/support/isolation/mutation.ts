/** A mistake that a migration could make, and the failure that must name it. */
export interface Mutation {
  mistake: string;
  sql: string;
  /** Fits at least one failure. Where behaviour shows the mistake, this asks for that, not for its look. */
  found: RegExp;
}

/** Changes a function's text; fails if there is nothing to change, so that a mutation never tests nothing. */
export const rewrite = (name: string, from: string, to: string) => `
  do $do$
  declare
    before text := pg_get_functiondef('${name}'::regprocedure);
    after text := regexp_replace(before, $re$${from}$re$, $to$${to}$to$);
  begin
    if before = after then
      raise exception '${name} does not contain what the mutation changes';
    end if;
    execute after;
  end
  $do$`;
