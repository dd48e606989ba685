/**
 * Whether an app did not start because the service has no capacity for the instance type
 * (service-facts: Capacity).
 */
export function isLackOfCapacity(reason: string): boolean {
  return /EC2InsufficientCapacityError|InsufficientInstanceCapacity|temporarily unavailable in supported availability zones/i.test(reason);
}
