"""What a transform job writes: its outputs, saved as SageMaker names them and compared with `rehearsal.expect`."""
