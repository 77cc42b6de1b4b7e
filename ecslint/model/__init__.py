"""The common model: ECS and what surrounds it, whatever language it was written in."""
