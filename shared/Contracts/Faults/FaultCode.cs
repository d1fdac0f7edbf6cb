namespace BunnyDb.Contracts.Faults;

/// <summary>The stable codes of faults that a mirror shows.</summary>
public static class FaultCode
{
    public const string DatabaseUnavailable = "database_unavailable";
    public const string BrokerUnavailable = "broker_unavailable";
    public const string ServiceMissing = "service_missing";
    public const string MessageTooLarge = "message_too_large";
    public const string RetryableConflict = "retryable_conflict";
    public const string TooManyConnections = "too_many_connections";
    public const string WaitingForTransactions = "waiting_for_transactions";
    public const string SlotMissing = "slot_missing";
    public const string SlotMoved = "slot_moved";
    public const string SlotInvalidated = "slot_invalidated";
    public const string SlotInUse = "slot_in_use";
    public const string WalLevel = "wal_level";
    public const string NoFreeSlot = "no_free_slot";
    public const string OtherCluster = "other_cluster";
    public const string PublicationMissing = "publication_missing";
    public const string PositionMissing = "position_missing";
    public const string AuthenticationFailed = "authentication_failed";
    public const string PermissionDenied = "permission_denied";
    public const string ConstraintViolation = "constraint_violation";
    public const string SchemaMismatch = "schema_mismatch";
    public const string TruncateReferenced = "truncate_referenced";
    public const string DestinationInUse = "destination_in_use";
    public const string DestinationNotEmpty = "destination_not_empty";
    public const string DiskFull = "disk_full";
    public const string ReadOnly = "read_only";
    public const string RowSecurity = "row_security";
    public const string SnapshotLost = "snapshot_lost";
    public const string NotRecovered = "not_recovered";
    public const string SwapBlocked = "swap_blocked";
    public const string SwapImpossible = "swap_impossible";
    public const string NotEqual = "not_equal";
    public const string CatchingUp = "catching_up";
    public const string CatchupTooSlow = "catchup_too_slow";
    public const string Unexpected = "unexpected";
}
