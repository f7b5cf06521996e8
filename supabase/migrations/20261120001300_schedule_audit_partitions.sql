do $$
begin
  -- Hosted projects offer pg_cron; elsewhere a stand-in of its interface is there already.
  if to_regnamespace('cron') is null then
    create extension pg_cron;
  end if;
end
$$;

select cron.schedule('frontdesk: make audit partitions', '17 3 * * *', 'select private.make_audit_partitions()');
