// Two cores, three PostgreSQL servers and a broker: scenarios that run side by side would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
