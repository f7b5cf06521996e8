interface Variable {
  /** Addresses may stand in links and are checked; everything else is text. */
  type: "text" | "url";
  /** For who writes a template. */
  description: string;
  /** What a preview and the check of a template are rendered with. */
  sample: string;
}

interface KindDefinition {
  /** Whether its reader may do without it: such mails say how to stop them, in the mail and in List-Unsubscribe. */
  optional: boolean;
  variables: Record<string, Variable>;
}

interface OptionalKind extends KindDefinition {
  optional: true;
  variables: Record<string, Variable> & { unsubscribe_url: Variable & { type: "url" } };
}

interface NeededKind extends KindDefinition {
  optional: false;
}

/**
 * Every kind of mail, and all that its templates may show. A new kind is an entry here and its default templates
 * (`default-template.ts` doesn't compile without them).
 */
export const EMAIL_KINDS = {
  notification: {
    optional: true,
    variables: {
      business_name: { type: "text", description: "The business's name", sample: "Samia Studio" },
      employee_name: {
        type: "text",
        description: "Whom the mail is for; may be empty",
        sample: "Maya Haddad",
      },
      title: { type: "text", description: "What happened, in a few words", sample: "New message from Layla" },
      body: {
        type: "text",
        description: "More about it, with line breaks; may be empty",
        sample: "Hello, is Tuesday at four free?\nThank you!",
      },
      count: {
        type: "text",
        description: "How many notifications this mail stands for: 1, unless several were gathered",
        sample: "1",
      },
      action_url: {
        type: "url",
        description: "Where it can be looked at; may be empty",
        sample: "https://app.example.com/conversations/1?from=mail&lang=en",
      },
      unsubscribe_url: {
        type: "url",
        description: "Where these mails can be stopped",
        sample: "https://app.example.com/unsubscribe?token=sample",
      },
    },
  },
} as const satisfies Record<string, OptionalKind | NeededKind>;

export type EmailKind = keyof typeof EMAIL_KINDS;

/** What a kind's templates are rendered with: every variable, absent ones as an empty text. */
export type EmailVariables<Kind extends EmailKind> = Record<
  keyof (typeof EMAIL_KINDS)[Kind]["variables"],
  string
>;

export const isEmailKind = (kind: string): kind is EmailKind => Object.hasOwn(EMAIL_KINDS, kind);

export const isOptional = (kind: EmailKind): boolean => EMAIL_KINDS[kind].optional;

/** A kind's variables by name. */
export const variablesOf = (kind: EmailKind): ReadonlyMap<string, Variable> =>
  new Map(Object.entries<Variable>(EMAIL_KINDS[kind].variables));

/** A kind's samples, ready to be rendered with. */
export const samplesOf = (kind: EmailKind): Record<string, string> =>
  Object.fromEntries([...variablesOf(kind)].map(([name, { sample }]) => [name, sample]));
