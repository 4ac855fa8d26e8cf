"""What an admin does beside the running desk: back up, restore, migrate with a rehearsal."""
