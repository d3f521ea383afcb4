"""What crosses the wire, or must be the same in every process. Nothing else."""
