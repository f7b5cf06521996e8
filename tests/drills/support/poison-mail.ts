import type postgres from "postgres";
import { startDispatchers } from "./dispatchers.ts";
import { exactly, type Findings, type Ground } from "./drill.ts";
import { countAttempts, countJobs, countOutcomes } from "./job-figures.ts";
import { serveOutside } from "./outside.ts";
import { makeStaff, notifyStaff } from "./staff.ts";

/** Repeats itself without end for one title: this business's template fails on that mail, and on no other. */
const OWN_TEMPLATE = {
  subject: "{{ title }}",
  html:
    `{% if title == "loop" %}{% for a in (1..1000) %}{% for b in (1..1000) %}{{ b }}{% endfor %}{% endfor %}{% endif %}
<p>{{ title }}</p><a href="{{ unsubscribe_url }}">stop</a>`,
  text: "{{ title }} {{ body }} {{ unsubscribe_url }}",
};

/** One mail among `mails` can be written by no template, another not by the business's own: only the first dies. */
export async function runMailPoison(
  { sql, ownerUrl, chance, report }: Ground,
  mails: number,
): Promise<Findings> {
  await using outside = serveOutside({ rateLimit: 5 });
  await makeStaff(sql, { businesses: 1, employeesEach: mails });
  await sql`
    insert into public.email_templates (business_id, kind, language, version, subject, html, text)
    select b.id, 'notification', 'en', 1, ${OWN_TEMPLATE.subject}, ${OWN_TEMPLATE.html}, ${OWN_TEMPLATE.text}
    from public.businesses b`;
  await notifyStaff(sql, ["email"]);
  const [hopeless, looping] = await poison(sql, Math.floor(chance.between(0, mails / 2)));

  await using dispatchers = startDispatchers(ownerUrl, outside.env, 1);
  while (await countJobs(sql, { outcome: "open" })) {
    await dispatchers.all[0]?.wake("email-dispatch");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const counts = new Map<string, number>();
  for (const { to } of outside.resend.mails()) {
    for (const reader of to) counts.set(reader, (counts.get(reader) ?? 0) + 1);
  }
  const versions = await readVersions(sql);
  const told = [...counts.values()].filter((count) => count === 1).length;
  const dead = await countJobs(sql, { queue: "email", outcome: "dead" });
  report(`poison that no template can write: ${dead} dead, ${told} told exactly once`);
  return {
    tables: {
      [`poison: one of ${mails} mails that no template can write, one that only the default can`]:
        await countOutcomes(sql),
      "poison: mail jobs by attempts": await countAttempts(sql),
      "poison: templates in the log": [versions],
    },
    promises: [
      exactly("poisonous mail: jobs dead", dead, 1),
      exactly("poisonous mail: mails to its reader", counts.get(hopeless) ?? 0, 0),
      exactly("poisonous mail: others told exactly once", told, mails - 1),
      exactly("poisonous mail: mails accepted in all", outside.resend.accepted(), mails - 1),
      exactly("a template's own failure: mails to its reader", counts.get(looping) ?? 0, 1),
      exactly("a template's own failure: mails by the default", versions.default, 1),
      exactly("a template's own failure: mails by the business's own", versions.own, mails - 2),
    ],
  };
}

/** Spoils two notifications, and returns whose they are: too long for any mail; and such that the template never ends. */
async function poison(sql: postgres.Sql, place: number): Promise<[hopeless: string, looping: string]> {
  const spoil = async (offset: number, title: string, body: string) => {
    const [{ email }] = await sql<[{ email: string }]>`
      with chosen as (select id, employee_id from public.notifications order by id offset ${offset} limit 1), spoilt as (
        update public.notifications n set title = ${title}, body = ${body} from chosen where n.id = chosen.id
      )
      select u.email from chosen join public.employees e on e.id = chosen.employee_id join auth.users u on u.id = e.user_id`;
    return email;
  };
  return [await spoil(place, "long", "x".repeat(60_000)), await spoil(place + 1, "loop", "short")];
}

async function readVersions(sql: postgres.Sql): Promise<{ own: number; default: number }> {
  const [row] = await sql<[{ own: number; default: number }]>`
    select count(*) filter (where template_version = '1')::int as own,
      count(*) filter (where template_version like 'default/%')::int as default
    from public.communication_logs where channel = 'email' and status = 'sent'`;
  return row;
}
